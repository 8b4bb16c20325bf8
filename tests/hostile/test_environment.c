#include "hostile/hostile.h"
const hostile_table hostile_environment = {"environment", NULL, 0};

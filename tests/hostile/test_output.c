#include "hostile/hostile.h"
const hostile_table hostile_output = {"output", NULL, 0};

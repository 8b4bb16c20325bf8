#include "hostile/hostile.h"
const hostile_table hostile_json = {"json", NULL, 0};

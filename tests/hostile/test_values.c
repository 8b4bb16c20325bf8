#include "hostile/hostile.h"
const hostile_table hostile_values = {"values", NULL, 0};

#include "hostile/hostile.h"
const hostile_table hostile_controls = {"controls", NULL, 0};

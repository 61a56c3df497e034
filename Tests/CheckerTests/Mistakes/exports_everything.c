/* Compiled without -fvisibility=hidden: a helper with a common name is there for everybody. */
int parse(int value);
int parse(int value) { return value + 1; }
#include "mistake.h"

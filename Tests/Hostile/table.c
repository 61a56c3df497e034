/* A table with one thing wrong: the definitions on the command line say which. */
#include "test_plugin.h"

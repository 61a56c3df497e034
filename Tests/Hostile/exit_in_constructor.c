/* Ends the process politely before anybody was introduced: an exit code of 0 proves nothing. */
#include <stdlib.h>
#include "test_plugin.h"
__attribute__((constructor)) static void leave(void) { exit(0); }

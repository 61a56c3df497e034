/* The size of a pointer. */
#define SIZE sizeof(usher_plugin *)
#include "mistake.h"

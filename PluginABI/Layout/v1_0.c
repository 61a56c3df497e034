#include "usher_plugin.h"
typedef int usher_layout_unit;

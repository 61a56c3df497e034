/* libffi as Swift can use it: its type descriptions are C globals, which Swift's concurrency checks do not let through. */
#include <ffi.h>

static inline ffi_type *usher_ffi_status(void) { return &ffi_type_sint32; }
static inline ffi_type *usher_ffi_bool(void) { return &ffi_type_uint32; }
static inline ffi_type *usher_ffi_integer(void) { return &ffi_type_sint64; }
static inline ffi_type *usher_ffi_double(void) { return &ffi_type_double; }
static inline ffi_type *usher_ffi_pointer(void) { return &ffi_type_pointer; }

/* usher_str: a pointer and a length, passed by value. */
static inline ffi_type *usher_ffi_text(void) {
  static ffi_type *elements[] = {&ffi_type_pointer, &ffi_type_uint64, NULL};
  static ffi_type text = {0, 0, FFI_TYPE_STRUCT, elements};
  return &text;
}

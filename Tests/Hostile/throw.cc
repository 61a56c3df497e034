/* Throws a C++ exception, or ends in std::terminate, across the border: by CASE. */
#include <exception>
#include <stdexcept>
#include "usher_plugin.h"

static usher_status create(usher_call *, usher_str, void **self) {
  static char instance;
  *self = &instance;
  return USHER_OK;
}
static void destroy(void *) {}

static usher_status evaluate(void *, usher_call *call, usher_str, const usher_subject *) {
  usher_holds(call);
#if CASE == 1
  throw std::runtime_error("not your exception");
#else
  struct Bomb {
    ~Bomb() noexcept(false) { throw 2; }
  } bomb;
  throw 1;
#endif
}

extern "C" USHER_EXPORT const usher_plugin *usher_plugin_v1(void) {
  static const usher_plugin table = {
      sizeof table, USHER_ABI_MAJOR, USHER_ABI_MINOR, 0, 0, 1,
      USHER_LIT("{\"usher\":1,\"id\":\"" PLUGIN_ID "\",\"name\":\"Throws\",\"version\":\"1\"}"),
      nullptr, nullptr, create, destroy, evaluate, nullptr};
  return &table;
}

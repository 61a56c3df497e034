import Testing

@Suite("The action macros")
struct ActionMacroTests {
    @Test("take a function that fits its signature", arguments: Compiler.c)
    func fitting(compiler: Compiler) throws {
        let result = try compiler.check(
            unit(
                """
                static usher_status none(void *self, usher_call *call) { (void)self, (void)call; return USHER_OK; }
                static usher_status all(void *self, usher_call *call, usher_str a, int64_t b, const usher_str *c) {
                  (void)self, (void)call, (void)a, (void)b, (void)c;
                  return USHER_OK;
                }
                static usher_status two(void *self, usher_call *call, double a, const uint32_t *b) {
                  (void)self, (void)call, (void)a, (void)b;
                  return USHER_OK;
                }
                static usher_status eight(void *self, usher_call *call, usher_str a, usher_str b, usher_str c, usher_str d,
                                          int64_t e, int64_t f, int64_t g, const usher_str *h) {
                  (void)self, (void)call, (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
                  return USHER_OK;
                }
                static usher_status four(void *self, usher_call *call, int64_t a, int64_t b, int64_t c, int64_t d) {
                  (void)self, (void)call, (void)a, (void)b, (void)c, (void)d;
                  return USHER_OK;
                }
                const usher_action actions[] = {
                  USHER_ACTION0("none", "None", USHER_ACTION_READ_ONLY, none),
                  USHER_ACTION3("all", "All", USHER_ACTION_DESTRUCTIVE | USHER_ACTION_IDEMPOTENT, all, a, s, b, i, c, j_opt),
                  USHER_ACTION2("two", "Two", 0, two, a, d, b, b_opt),
                  USHER_ACTION4("four", "Four", 0, four, a, i, b, i, c, i, d, i),
                  USHER_ACTION8("eight", "Eight", 0, eight, a, s, b, y, c, j, d, s, e, i, f, i, g, i, h, s_opt),
                };
                """))
        #expect(result.code == 0, "\(result.output)")
    }

    @Test(
        "do not compile with a function of another type",
        arguments: [
            ("int32_t a", "USHER_ACTION1(\"f\", \"F\", 0, f, a, i)"),
            ("usher_str a", "USHER_ACTION1(\"f\", \"F\", 0, f, a, i)"),
            ("int64_t a", "USHER_ACTION1(\"f\", \"F\", 0, f, a, s)"),
            ("int64_t a", "USHER_ACTION1(\"f\", \"F\", 0, f, a, i_opt)"),
            ("int64_t *a", "USHER_ACTION1(\"f\", \"F\", 0, f, a, i_opt)"),
            ("uint64_t a", "USHER_ACTION1(\"f\", \"F\", 0, f, a, i)"),
            ("int64_t a", "USHER_ACTION0(\"f\", \"F\", 0, f)"),
            ("int64_t a", "USHER_ACTION2(\"f\", \"F\", 0, f, a, i, b, s)"),
            ("int64_t a", "USHER_ACTION1(\"f\", \"F\", 0, f, a, x)"),
            ("int64_t a, usher_str b, usher_str c, int64_t d", "USHER_ACTION4(\"f\", \"F\", 0, f, a, i, b, s, c, s, d, s)"),
        ], ["gcc", "clang"])
    func lying(declared: (parameter: String, action: String), command: String) throws {
        let source = unit(
            """
            static usher_status f(void *self, usher_call *call, \(declared.parameter)) {
              (void)self, (void)call, (void)a;
              return USHER_OK;
            }
            const usher_action action = \(declared.action);
            """)
        let result = try Compiler(command: command, standard: "c11").check(source)
        #expect(result.code != 0, "\(declared)")
    }

    private func unit(_ text: String) -> String {
        "#include \"usher_plugin.h\"\nextern const usher_action actions[], action;\n" + text + "\n"
    }
}

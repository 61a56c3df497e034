import Testing

/// What rules take for code is code, and stays where it was.
struct MaskTests {
    @Test(
        "comments and the content of literals are blank, code stays",
        arguments: [
            (Language.swift, #"a("b\(c("d"))e") // f"#, #"a("  (c(" ")) ")     "#),
            (.swift, ##"a(#"b"c\#(d)"#)"##, ##"a(#"     (d)"#)"##),
            (.swift, "a /* b /* c */ d */ e", "a                   e"),
            (.swift, "\"\"\"\n  a \"b\" c\n  \"\"\"; d", "\"\"\"\n         \n  \"\"\"; d"),
            (.swift, #"a("\\") + b"#, #"a("  ") + b"#),
            (.c, "a('\"') /* b */ + c", "a(' ')         + c"),
            (.typeScript, "a(`b ${c(`d`)} e`) // f", "a(`  ${c(` `)}  `)     "),
            (.typeScript, "a('b\"c', \"d\") /* /* */ e", "a('   ', \" \")          e"),
            (.python, "a(\"b#c\") # d", "a(\"   \")    "),
            (.python, "'''a\nb''' + c", "''' \n ''' + c"),
        ])
    func masks(_ language: Language, _ text: String, _ code: String) {
        let masked = Mask.code(of: text, in: language)
        #expect(masked.utf8.count == text.utf8.count)
        #expect(masked == code)
    }

    @Test("a literal that nobody closes ends with its line")
    func unclosed() {
        #expect(Mask.code(of: "a(\"b\nc", in: .swift) == "a(\" \nc")
    }
}

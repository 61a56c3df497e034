import Foundation
import Testing

/// A typical mistake of an author, and what the checker has to say about it.
struct Mistake: Sendable, CustomTestStringConvertible {
    let source: String
    let rule: String
    let function: String
    /// What the finding says happened.
    let what: String
    /// A part of what it says is to be changed.
    let change: String
    let severity: String
    let options: [String]
    /// The one test that is run: for mistakes that make others wait, or that others find in another way.
    let only: String?

    var testDescription: String { source }

    init(
        _ source: String, _ rule: String, _ function: String, _ what: String, change: String = "", severity: String = "error",
        options: [String] = ["-fvisibility=hidden"], only: String? = nil
    ) {
        self.source = source
        self.rule = rule
        self.function = function
        self.what = what
        self.change = change
        self.severity = severity
        self.options = options
        self.only = only
    }

    static let all = [
        Mistake("past_the_arena", "R2", "evaluate", "wrote past the end of memory that host->alloc() gave"),
        Mistake("forgets_to_emit", "R6", "evaluate", "returned USHER_OK without its EVIDENCE"),
        Mistake("emits_twice", "contract", "evaluate", "emitted a second EVIDENCE"),
        Mistake("frees_an_input", "R2", "evaluate", "free() was called"),
        Mistake("needs_a_zero", "R3", "evaluate", "past the end of subject->account_id"),
        Mistake("ignores_null_service", "contract", "evaluate", "NULL pointer"),
        Mistake("wrong_item_size", "R1", "evaluate", "head.size of the emitted EVIDENCE is 8"),
        Mistake("true_means_holds", "R6", "evaluate", "finding is 1"),
        Mistake("writes_an_input", "R2", "evaluate", "wrote into subject->account_name"),
        Mistake("keeps_an_input", "R2", "evaluate", "used config_json of create() after that call had returned"),
        Mistake("keeps_a_call", "R4", "create", "was used for remaining_ms() after that function returned"),
        Mistake("table_changes", "contract", "usher_plugin_v1", "another pointer the second time"),
        Mistake("wrong_table_size", "R1", "usher_plugin_v1", "size of the table is 8"),
        Mistake("leaks_memory", "contract", "destroy", "bytes behind"),
        Mistake("leaks_descriptors", "contract", "destroy", "descriptors open"),
        Mistake("leaves_a_thread", "R9", "destroy", "threads running"),
        Mistake("null_entry", "contract", "usher_plugin_v1", "returned NULL"),
        Mistake("null_self", "contract", "create", "left *self NULL"),
        Mistake("closes_descriptors", "R9", "load", "a descriptor of the host was closed"),
        Mistake("data_symbol", "contract", "", "is data, not a function"),
        Mistake("only_next_version", "contract", "", "only usher_plugin_v2()"),
        Mistake("no_destroy", "contract", "usher_plugin_v1", "destroy is NULL"),
        Mistake("hangs_at_exit", "R5", "an atexit handler or destructor", "did not return", only: "process.end"),
        Mistake("http_failure_means_no", "R6", "evaluate", "said HOLDS_NOT although usher.http perform had failed"),
        Mistake("server_error_means_no", "R6", "evaluate", "said HOLDS_NOT although the third party answered 500"),
        Mistake("no_permission", "R10", "evaluate", "the manifest does not ask for it"),
        Mistake("never_looks_at_the_clock", "R5", "evaluate", "did not return within 5 seconds", only: "calls.deadline"),
        Mistake("cuts_a_character", "R3", "evaluate", "reason is not UTF-8"),
        Mistake("changes_the_locale", "R9", "evaluate", "changed the locale"),
        Mistake("changes_the_environment", "R9", "create", "changed the environment"),
        Mistake("changes_the_folder", "R9", "load", "tried to change its process with chdir()"),
        Mistake("opens_a_file", "R10", "evaluate", "file /etc/group with open()", severity: "warning"),
        Mistake("opens_a_socket", "R10", "create", "tried to reach the network with socket()"),
        Mistake("starts_a_program", "R10", "evaluate", "tried to start a process"),
        Mistake("signal_handler", "R9", "load", "signal handler"),
        Mistake("exits", "R9", "evaluate", "ended with exit code 1"),
        Mistake("races", "R4", "evaluate", "beside other calls"),
        Mistake("thread_uses_the_call", "R4", "evaluate", "was used for remaining_ms() after that function returned"),
        Mistake("knows_every_extension", "contract", "extension", "which does not exist"),
        Mistake("manifest_typo", "manifest", "manifest", "licence is no key"),
        Mistake("manifest_twice", "manifest", "manifest", "id stands there twice"),
        Mistake("action_grammar", "contract", "action greet", "its signature is wrong"),
        Mistake("action_lies", "R3", "action greet", "past the end of a text argument"),
        Mistake("webhook_believes", "R11", "webhook handle", "whose signature nobody verified"),
        Mistake("same_cursor", "contract", "members list", "that an earlier page had"),
        Mistake("link_by_http", "contract", "link begin", "no https address"),
        Mistake("commit_fails_twice", "contract", "commit", "never reserved"),
        Mistake("batch_counts_from_one", "contract", "batch evaluate", "index 1 when it was asked about 1 subjects"),
        Mistake("batch_disagrees", "R6", "batch evaluate", "answered HOLDS_NOT, and evaluate() HOLDS"),
        Mistake("watch_has_no_end", "R5", "watch run", "did not return within 5 seconds", only: "watch.stops"),
        Mistake("never_modified", "contract", "members list", "without having been given an etag"),
        Mistake("not_modified_with_members", "contract", "members list", "members and NOT_MODIFIED"),
        Mistake("forgets_commits", "contract", "reserve", "the CLAIM state RESERVED once the claim was committed"),
        Mistake("release_undoes_commit", "contract", "reserve", "the CLAIM state REFUSED once the claim was committed"),
        Mistake("manifest_place", "manifest", "manifest", "https://api.example.com/v1"),
        Mistake("manifest_pointer", "manifest", "manifest", "permissions.net has"),
        Mistake("schema_pattern", "manifest", "manifest", "config_schema uses \"pattern\" at properties/url"),
        Mistake("schema_secret", "manifest", "manifest", "marks token as x-secret, and permissions do not ask for secrets"),
        Mistake("schema_misfit", "manifest", "manifest", "check.config does not fit config_schema: accounts/1: must be text"),
        Mistake("check_typo", "manifest", "manifest", "check.subject.acount_id is no key"),
        Mistake(
            "looks_elsewhere", "file", "", "looks for libraries in /opt/nowhere (RUNPATH)", severity: "warning",
            options: ["-fvisibility=hidden", "-Wl,-rpath,$ORIGIN:/opt/nowhere"]),
        Mistake(
            "asks_elsewhere", "R10", "evaluate", "goes to https://other.example:8443, which the manifest does not name",
            change: "add \"https://other.example:8443\" to permissions.http"),
        Mistake("asks_without_tls", "R10", "evaluate", "http://api.third.example without TLS", change: "use https://"),
        Mistake(
            "connects_elsewhere", "R10", "evaluate", "goes to ldap.third.example:636",
            change: "add \"ldap.third.example:636\" to permissions.net"),
        Mistake(
            "configured_nowhere", "R10", "evaluate", "has at /host, \"third.example\", is no place",
            change: "let admins write a whole address"),
        Mistake("token_without_permission", "R10", "evaluate", "uses auth_secret_key", change: "\"secrets\": true"),
        Mistake("past_the_heap", "R2", "evaluate", "the heap was damaged", change: "-fsanitize=address"),
        Mistake("frees_twice", "R2", "evaluate", "or twice", change: "free only what you allocated", only: "evaluate.answer"),
        Mistake("leaks_in_a_call", "contract", "evaluate", "bytes behind", change: "before it returns", only: "calls.leak-1000"),
        Mistake(
            "missing_service_means_no", "R6", "evaluate",
            "said HOLDS_NOT when the host had no usher.http/1",
            change: "USHER_E_UNSUPPORTED"),
        Mistake(
            "batch_swaps", "R6", "batch evaluate", "answered HOLDS, and evaluate() HOLDS_NOT", change: "index of its subject"),
        Mistake(
            "batch_answers_the_first", "contract", "batch evaluate", "said nothing about 1 of 2 subjects", severity: "warning",
            only: "calls.batch"),
        Mistake("reply_without_type", "contract", "webhook handle", "content_type is \"\""),
        Mistake(
            "webhook_ignores_the_signature", "R11", "webhook handle", "whose signature nobody verified",
            only: "webhook.signature"),
        Mistake(
            "executable_stack", "R10", "", "asks for an executable stack", options: ["-fvisibility=hidden", "-Wl,-z,execstack"],
            only: "load.segments"),
        Mistake("pointer_to_data", "contract", "usher_plugin_v1", "unload leads to no code at all", only: "load.pointers"),
        Mistake("short_extension_table", "R1", "extension", "usher_ext_health of ABI 1.0 has 16 bytes"),
        Mistake("long_table", "R1", "usher_plugin_v1", "size of the table is 88"),
        Mistake(
            "refuses_silently", "contract", "create", "to the configuration {} without an ERROR", severity: "warning",
            only: "lifecycle.bad-config"),
        Mistake("destroy_clears_a_global", "R7", "evaluate", "once another instance was destroyed", only: "lifecycle.many"),
        Mistake("unload_leaves_a_thread", "R9", "unload", "after unload()", only: "lifecycle.load-unload"),
        Mistake(
            "json_failure_means_no", "R6", "evaluate", "said HOLDS_NOT when call 1 of a service failed",
            only: "calls.service-fails-once"),
        Mistake("alloc_never_fails", "contract", "evaluate", "NULL pointer", only: "calls.no-memory"),
        Mistake(
            "emit_never_fails", "R6", "evaluate", "refused its EVIDENCE, and it returned USHER_OK", severity: "warning",
            only: "calls.emit-refused"),
        Mistake("wants_this_very_host", "R1", "evaluate", "whose structs are longer", only: "calls.newer-host"),
        Mistake("clock_never_goes_back", "R6", "evaluate", "crashed with SIGABRT", only: "calls.clock-jump"),
        Mistake("shares_a_global", "R4", "evaluate", "of other instances", only: "concurrency.several-instances"),
        Mistake("thread_of_a_call", "R9", "destroy", "1 thread of the plugin", only: "process.threads"),
        Mistake("unwraps_its_config", "R6", "create", "crashed with SIGABRT", only: "fuzz.config"),
        Mistake("fails_by_chance", "R6", "action roll", "crashed with SIGABRT", only: "actions.called"),
        Mistake("manifest_homepage", "manifest", "manifest", "homepage is \"example.com\"", change: "https://"),
        Mistake("manifest_twice_deep", "manifest", "manifest", "config_schema.properties.url.type stands there twice"),
        Mistake("link_elsewhere", "contract", "link begin", "leads to third.example", change: "add \"third.example\""),
        Mistake("exports_everything", "file", "", "it also exports parse", severity: "warning", options: []),
    ]
}

@Suite("The checker and the mistakes of authors")
struct MistakeTests {
    @Test("a mistake is named by its rule and function, with what to change and how to see it again", arguments: Mistake.all)
    func isNamed(_ mistake: Mistake) throws {
        let file = try Compiler.shared.library("\(Places.mistakes)/\(mistake.source).c", options: mistake.options)
        let (code, report) = try Checker.check(file, mistake.only.map { ["--only", $0] } ?? [])
        #expect(code == (mistake.severity == "error" ? 1 : 0))
        let finding = report.findings.first {
            $0.severity == mistake.severity && $0.rule == mistake.rule && $0.function == mistake.function
                && $0.what.contains(mistake.what) && (mistake.change.isEmpty || $0.change.contains(mistake.change))
        }
        let found = report.findings.map { "\($0.severity) \($0.rule) in \($0.function): \($0.what); \($0.change)" }
        let named = try #require(finding, "\(found)")
        #expect(!named.change.isEmpty && named.reproduce.contains("--only"))
    }

    @Test("every source in the folder is one of the mistakes")
    func folder() throws {
        let sources = try FileManager.default.contentsOfDirectory(atPath: Places.mistakes).filter { $0.hasSuffix(".c") }
        #expect(Set(sources.map { String($0.dropLast(2)) }) == Set(Mistake.all.map(\.source)))
    }
}

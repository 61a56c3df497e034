internal import PluginABI
internal import UsherWire

/// Runs the function of a plugin that an order asks for, and puts its outcome into the call's answer. Evaluate has its own way
/// (``Evaluation``).
struct Functions {
    let plugin: LoadedPlugin
    let runtime: Runtime
    let instance: UnsafeMutableRawPointer
    let call: Call

    func run(_ request: BorrowedRequest) {
        switch request {
        case .evaluate:
            call.appendOutcome(.invalid)
        case .describe, .reserve, .commit, .release:
            run(request, plugin.extensions.claim)
        case .beginLink, .resumeLink, .unlink:
            run(request, plugin.extensions.link)
        case .members, .groups, .webhook, .watch, .health:
            runListing(request)
        case .action(let id, let arguments):
            guard let action = plugin.extensions.actions.first(where: { $0.isNamed(id) }) else {
                return call.appendOutcome(.unsupported)
            }
            run(.result) { action.call(instance: instance, $0, arguments) ?? StatusCode.invalid.rawValue }
        }
    }

    private func run(_ kind: Emissions.Kind, _ function: (UnsafeMutablePointer<usher_call>) -> usher_status) {
        call.appendOutcome(call.run(kind, function))
    }

    private func list(_ kind: Emissions.Kind, _ function: (UnsafeMutablePointer<usher_call>) -> usher_status) {
        let status = call.run(kind, function)
        runtime.flush(call)
        call.appendOutcome(status)
    }

    private func run(_ request: BorrowedRequest, _ claim: usher_ext_claim?) {
        switch (request, claim) {
        case (.describe(let code), let claim?):
            run(.claim) { claim.describe(instance, $0, usher_str(lending: code)) }
        case (.reserve(let id, let code, let borrowed), let claim?):
            var subject = usher_subject(lending: borrowed)
            run(.claim) { claim.reserve(instance, $0, usher_str(lending: id), usher_str(lending: code), &subject) }
        case (.commit(let id), let claim?):
            run(.nothing) { claim.commit(instance, $0, usher_str(lending: id)) }
        case (.release(let id), let claim?):
            run(.nothing) { claim.release(instance, $0, usher_str(lending: id)) }
        default:
            call.appendOutcome(.unsupported)
        }
    }

    private func run(_ request: BorrowedRequest, _ link: usher_ext_link?) {
        switch (request, link) {
        case (.beginLink(let borrowed), let link?):
            var start = usher_link_start(lending: borrowed)
            run(.linkStep) { link.begin(instance, $0, &start) }
        case (.resumeLink(let borrowed), let link?):
            var input = usher_link_input(lending: borrowed)
            run(.linkStep) { link.resume(instance, $0, &input) }
        case (.unlink(let borrowed), let link?):
            guard let unlink = link.unlink else { return call.appendOutcome(.ok) }
            var subject = usher_subject(lending: borrowed)
            run(.nothing) { unlink(instance, $0, &subject) }
        default:
            call.appendOutcome(.unsupported)
        }
    }

    private func runListing(_ request: BorrowedRequest) {
        let extensions = plugin.extensions
        switch request {
        case .members(let requirement, let cursor, let etag):
            guard let members = extensions.members else { return call.appendOutcome(.unsupported) }
            list(.members) {
                members.list(
                    instance, $0, usher_str(lending: requirement), usher_str(lending: cursor), usher_str(lending: etag))
            }
        case .groups(let parent, let query, let cursor):
            guard let groups = extensions.groups else { return call.appendOutcome(.unsupported) }
            list(.groups) {
                groups.list(instance, $0, usher_str(lending: parent), usher_str(lending: query), usher_str(lending: cursor))
            }
        case .webhook(let borrowed):
            guard let webhook = extensions.webhook else { return call.appendOutcome(.unsupported) }
            borrowed.headers.map { usher_str(lending: $0) }.withUnsafeBufferPointer { headers in
                var request = usher_webhook(lending: borrowed, headers: headers)
                list(.webhook) { webhook.handle(instance, $0, &request) }
            }
        case .watch:
            guard let watch = extensions.watch else { return call.appendOutcome(.unsupported) }
            list(.watch) { watch.run(instance, $0) }
        case .health:
            guard let health = extensions.health else { return call.appendOutcome(.unsupported) }
            run(.nothing) { health.check(instance, $0) }
        default:
            call.appendOutcome(.invalid)
        }
    }
}

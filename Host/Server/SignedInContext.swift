import Hummingbird
import HummingbirdCore
import Logging
import UsherDomain

/// The context of routes that act for a person: it cannot be made without a session.
struct SignedInContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let session: Session

    init(context: DoorContext) throws {
        guard let session = context.session else { throw Problem.noSession }
        coreContext = context.coreContext
        self.session = session
    }

    var maxUploadSize: Int { DoorContext.bodyBytesMax }
}

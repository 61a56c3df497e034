import PluginABI
import Testing
import UsherWire

@Suite("The numbers that the daemon knows by heart")
struct NumberTests {
    @Test("They are those of usher_plugin.h")
    func sameAsHeader() {
        let statuses = [
            USHER_OK, USHER_E_INVALID, USHER_E_UNSUPPORTED, USHER_E_CONFIG, USHER_E_RELINK, USHER_E_RATE_LIMITED,
            USHER_E_UPSTREAM,
            USHER_E_TIMEOUT, USHER_E_CANCELLED, USHER_E_POLICY, USHER_E_LIMIT, USHER_E_NOT_FOUND, USHER_E_CONFLICT,
            USHER_E_INTERNAL,
        ]
        #expect(StatusCode.allCases.map { Int($0.rawValue) } == statuses)
        #expect(FindingCode.allCases.map { Int($0.rawValue) } == [USHER_UNKNOWN, USHER_HOLDS, USHER_HOLDS_NOT])
        #expect(
            ClaimCode.allCases.map { Int($0.rawValue) }
                == [USHER_CLAIM_OFFERED, USHER_CLAIM_RESERVED, USHER_CLAIM_HELD, USHER_CLAIM_REFUSED])
        #expect(
            StepCode.allCases.map { Int($0.rawValue) }
                == [USHER_STEP_REDIRECT, USHER_STEP_FORM, USHER_STEP_WAIT, USHER_STEP_DONE, USHER_STEP_FAILED])
        #expect(
            JSONValue.Kind.allCases.map { Int($0.rawValue) }
                == [USHER_JSON_NULL, USHER_JSON_BOOL, USHER_JSON_NUMBER, USHER_JSON_STRING, USHER_JSON_ARRAY, USHER_JSON_OBJECT])
        #expect(Int(ActionFlag.destructive) == USHER_ACTION_DESTRUCTIVE)
        #expect(ExpectedVersion.anything == USHER_KV_ANY)
        #expect(ExpectedVersion.absent == UInt64.max)
        #expect(WireLinkInput.Kind.returned.rawValue == UInt32(USHER_INPUT_RETURN))
        #expect(WireLinkInput.Kind.form.rawValue == UInt32(USHER_INPUT_FORM))
        #expect(WireLinkInput.Kind.poll.rawValue == UInt32(USHER_INPUT_POLL))
        #expect(ExtensionID.claim == USHER_EXT_CLAIM)
        #expect(ExtensionID.link == USHER_EXT_LINK)
        #expect(ExtensionID.actions == USHER_EXT_ACTIONS)
        #expect(ExtensionID.batch == USHER_EXT_BATCH)
        #expect(ExtensionID.members == USHER_EXT_MEMBERS)
        #expect(ExtensionID.groups == USHER_EXT_GROUPS)
        #expect(ExtensionID.webhook == USHER_EXT_WEBHOOK)
        #expect(ExtensionID.watch == USHER_EXT_WATCH)
        #expect(ExtensionID.health == USHER_EXT_HEALTH)
        #expect(Int(ActionFlag.readOnly) == USHER_ACTION_READ_ONLY)
        #expect(Int(ActionFlag.idempotent) == USHER_ACTION_IDEMPOTENT)
        #expect(Int(EvidenceFlag.relink) == USHER_EVIDENCE_RELINK)
        #expect(Int(PageFlag.notModified) == USHER_PAGE_NOT_MODIFIED)
        #expect(Int(PageFlag.authoritative) == USHER_PAGE_AUTHORITATIVE)
        #expect(Int(GroupFlag.hasChildren) == USHER_GROUP_HAS_CHILDREN)
        #expect(
            EventCode.allCases.map { Int($0.rawValue) }
                == [USHER_EVENT_ACCOUNT, USHER_EVENT_GROUP, USHER_EVENT_REVOKED, USHER_EVENT_ALL])
        #expect(Int(HTTPFlag.cache) == USHER_HTTP_CACHE)
        #expect(Int(HTTPFlag.noRedirect) == USHER_HTTP_NO_REDIRECT)
        #expect(Int(HTTPFlag.fromCache) == USHER_HTTP_FROM_CACHE)
    }
}

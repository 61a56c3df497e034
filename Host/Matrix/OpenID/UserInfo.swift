import UsherDomain

/// What a homeserver answers to `userinfo`.
enum UserInfo {
    /// The `sub` of an answer, or why there is none.
    ///
    /// Only 200 with a JSON object and a string counts, whatever the content type says. 401 and 403 are a definite no; 429 and
    /// 5xx mean that nobody knows; everything else, redirects too, is not what the specification describes.
    static func sub(status: Int, body: [UInt8]) throws(IdentityRefusal) -> String {
        switch status {
        case 200: break
        case 401, 403: throw .tokenRejected
        case 408, 429, 500...: throw .unreachable
        default: throw .malformedAnswer
        }
        do {
            return try sub(body)
        } catch {
            throw .malformedAnswer
        }
    }

    private static func sub(_ body: [UInt8]) throws(JSONProblem) -> String {
        var reader = JSONReader(body)
        var sub: String?
        try reader.object { (reader, name) throws(JSONProblem) in
            guard name == "sub" else {
                try reader.skip()
                return
            }
            // Two of them: readers differ in which counts, so neither does.
            guard sub == nil else { throw .wrongType }
            sub = try reader.string()
        }
        try reader.finish()
        guard let sub else { throw .wrongType }
        return sub
    }
}

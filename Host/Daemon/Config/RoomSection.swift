import UsherDomain

/// `rooms`: which instances may admit people to which rooms.
enum RoomSection {
    /// Reads the list; rooms must be distinct and the instances must exist.
    static func admissions(_ sections: [ConfigSection], instances: Set<InstanceID>) -> Admissions {
        var rooms: [RoomID: Set<InstanceID>] = [:]
        for section in sections {
            let room = section.parsed("id", expected: "a room ID such as !abc:example.org") { RoomID($0) }
            if !section.has("id") { section.missing("id") }
            var admitting: Set<InstanceID> = []
            for text in section.texts("admit") {
                if let id = InstanceID(text), instances.contains(id) {
                    admitting.insert(id)
                } else {
                    let known = instances.map(\.text).sorted()
                    let advice = NearestWord.of(text, among: known).map { "did you mean \"\($0)\"?" }
                    section.reject(
                        "admit",
                        "names \"\(text)\", which is no instance; \(advice ?? "instances: \(known.joined(separator: ", "))")")
                }
            }
            section.finish()
            guard let room else { continue }
            if rooms.updateValue(admitting, forKey: room) != nil { section.reject("id", "\"\(room)\" is given twice") }
        }
        return Admissions(rooms)
    }
}

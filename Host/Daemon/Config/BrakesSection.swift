import UsherDomain
import UsherServer

/// `brakes: {people: 5, percent: 20}`: what may be taken away at once.
enum BrakesSection {
    /// Both have to be there; `nil`, and a problem, when they cannot be used.
    static func limits(_ section: ConfigSection) -> BrakeLimits? {
        let people = section.wholeNumber("people", in: 0...PolicyLimits.brakePeopleMax)
        let percent = section.wholeNumber("percent", in: 0...100)
        for key in ["people", "percent"] where !section.has(key) { section.missing(key) }
        section.finish()
        guard let people, let percent else { return nil }
        return BrakeLimits(people: people, percent: percent)
    }
}

import UsherDomain

/// Short ways to say who and where. Names are written by hand in tests, so one that is no name stops the test at once.
func room(_ name: String) -> RoomID {
    guard let id = RoomID("!\(name)") else { preconditionFailure("no room ID: !\(name)") }
    return id
}

func user(_ name: String) -> UserID {
    guard let id = UserID(name.contains(":") ? "@\(name)" : "@\(name):here.example") else {
        preconditionFailure("no user ID: \(name)")
    }
    return id
}

func instance(_ name: String) -> InstanceID {
    guard let id = InstanceID(name) else { preconditionFailure("no instance: \(name)") }
    return id
}

func pattern(_ text: String) -> UserPattern {
    guard let pattern = UserPattern(text) else { preconditionFailure("no pattern: \(text)") }
    return pattern
}

extension RoomID {
    /// Where something that is called `room` stands in the way.
    static func named(_ name: String) -> RoomID { room(name) }
}

extension UserID {
    static func named(_ name: String) -> UserID { user(name) }
}

/// A rule of one requirement of this instance.
func asking(_ name: String) -> Rule {
    .requirement(Requirement(instance: instance(name), canonicalJSON: #"{"group":"core"}"#))
}

func person(_ number: Int) -> PersonNumber { PersonNumber(number: UInt32(number)) }

let theBot = user("usher")

extension Instant {
    /// A day in the tests' life.
    static func day(_ day: Int, hour: Int = 0) -> Instant {
        Instant(unixMilliseconds: 1_700_000_000_000 + (Int64(day) * 24 + Int64(hour)) * 3_600_000)
    }
}

extension RoomPower {
    /// The bot may do everything that a moderator may.
    static let botModerates = RoomPower(users: [theBot: 50])
}

extension ObservedRoom {
    /// A room where the bot moderates.
    static func plain(_ name: String, joinRule: JoinRule = .invite, parents: [RoomID: UserID] = [:]) -> ObservedRoom {
        ObservedRoom(id: room(name), power: .botModerates, joinRule: joinRule, parents: parents)
    }

    /// A space that lists these.
    static func space(_ name: String, _ children: [String], parents: [RoomID: UserID] = [:]) -> ObservedRoom {
        ObservedRoom(
            id: room(name), isSpace: true, power: .botModerates,
            children: Dictionary(uniqueKeysWithValues: children.map { (room($0), []) }), parents: parents)
    }
}

import Vocabulary

/// One person of the node's staff: roles and training with the days on which they hold, from `officers.json` or from
/// the provider's claims.
package struct StaffMember: Hashable, Sendable {
    /// A training and the days on which it holds; both ends included.
    package struct Training: Hashable, Sendable {
        package var name: String
        /// `2026-04-01`; any day before `until` when `nil`.
        package var from: String?
        /// The last day: `2027-03-31`; for good when `nil`.
        package var until: String?

        package init(_ name: String, from: String? = nil, until: String? = nil) {
            self.name = name
            self.from = from
            self.until = until
        }
    }

    package var number: String
    package var name: String
    package var force: ForceCode
    package var roles: Set<String>
    package var rank: String?
    package var training: [Training]
    /// The provider's own name for the person (`sub`), where it is pinned.
    package var subject: String?
    /// The first day on which the person may sign in.
    package var from: String?
    /// The last day on which the person may sign in.
    package var until: String?
    /// The last day on which the first account of the provider that claims the number becomes the person's; where there
    /// is neither this nor ``subject``, nobody is let in under the number.
    package var bindUntil: String?
    /// Sessions that began before this moment are over: how an administrator signs somebody out.
    package var signedOutBefore: Timestamp?

    /// Somebody who may sign in on any day.
    package init(
        number: String,
        name: String,
        force: ForceCode,
        roles: Set<String>,
        rank: String? = nil,
        training: [Training] = []
    ) {
        self.number = number
        self.name = name
        self.force = force
        self.roles = roles
        self.rank = rank
        self.training = training
    }

    /// The officer on a day, with the training that holds then; `nil` on a day on which the person may not sign in.
    package func officer(on day: CalendarDate) -> Officer? {
        let day = day.description
        guard Self.holds(from, until, on: day) else { return nil }
        return Officer(
            number: number,
            name: name,
            force: force,
            roles: roles,
            rank: rank,
            training: Set(training.filter { Self.holds($0.from, $0.until, on: day) }.map(\.name))
        )
    }

    /// Whether an account that claims the number may become this person's on a day.
    func isOpenForBinding(on day: CalendarDate) -> Bool { bindUntil.map { day.description <= $0 } ?? false }

    /// Whether this is the node itself, with which nobody signs in.
    package var isNode: Bool { roles.contains("system") }

    private static func holds(_ from: String?, _ until: String?, on day: String) -> Bool {
        (from.map { $0 <= day } ?? true) && (until.map { day <= $0 } ?? true)
    }
}

extension StaffMember: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case number, name, force, roles, rank, training, subject, from, until, bindUntil, signedOutBefore
    }

    /// Reads one person; a misspelt name or a day that is none is refused, because it would pass for "no limit".
    package init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownNames(Set(CodingKeys.allCases.map(\.rawValue)))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        number = try values.decode(String.self, forKey: .number)
        name = try values.decode(String.self, forKey: .name)
        force = try values.decode(ForceCode.self, forKey: .force)
        roles = try values.decode(Set<String>.self, forKey: .roles)
        rank = try values.decodeIfPresent(String.self, forKey: .rank)
        training = try values.decodeIfPresent([Training].self, forKey: .training) ?? []
        subject = try values.decodeIfPresent(String.self, forKey: .subject)
        from = try Day.read(from: values, .from)
        until = try Day.read(from: values, .until)
        bindUntil = try Day.read(from: values, .bindUntil)
        signedOutBefore = try values.decodeIfPresent(Timestamp.self, forKey: .signedOutBefore)
    }
}

extension StaffMember.Training: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, from, until }

    /// Reads a name alone, or a name with its days.
    package init(from decoder: any Decoder) throws {
        if let name = try? decoder.singleValueContainer().decode(String.self) {
            self.init(name)
            return
        }
        try decoder.refuseUnknownNames(Set(CodingKeys.allCases.map(\.rawValue)))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode(String.self, forKey: .name),
            from: try Day.read(from: values, .from),
            until: try Day.read(from: values, .until)
        )
    }

    /// Reads `sensitive` or `sensitive until 2027-03-31`, as a provider's claim states it.
    ///
    /// `nil` when a day is given that cannot be read: training that may have ended is none.
    init?(claim text: String) {
        let parts = text.split(separator: " ").map(String.init)
        guard let name = parts.first else { return nil }
        if parts.count == 1 {
            self.init(name)
        } else if parts.count == 3, parts[1] == "until", Day.isDay(parts[2]) {
            self.init(name, until: parts[2])
        } else {
            return nil
        }
    }
}

/// Days as files state them.
private enum Day {
    static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2])
        else { return false }
        return CalendarDate(year: year, month: month, day: day)?.description == text
    }

    static func read<Key>(from values: KeyedDecodingContainer<Key>, _ key: Key) throws -> String? {
        guard let text = try values.decodeIfPresent(String.self, forKey: key) else { return nil }
        guard isDay(text) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: "is not a day")
        }
        return text
    }
}

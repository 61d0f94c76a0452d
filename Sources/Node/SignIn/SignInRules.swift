import Vocabulary

/// How long sessions last and how often somebody may fail to sign in: data, in `node.json` under `sessions`.
package struct SignInRules: Sendable, Hashable {
    /// Minutes without a request after which a session ends.
    package var idleMinutes = 30
    /// Minutes after which a session ends whatever happens: one shift.
    package var lengthMinutes = 600
    /// Minutes after signing in for which a sensitive act needs no further proof of who is asking.
    package var freshMinutes = 10
    /// Sessions one person may have at once; a further one ends the one unused longest.
    package var sessionsPerPerson = 5
    /// Failures to sign in to one account after which a pause begins.
    package var failuresBeforePause = 5
    /// Failures from one address after which a pause begins: a whole station may stand behind one address.
    package var addressFailuresBeforePause = 50
    /// The first pause in seconds; each further failure doubles it.
    package var firstPauseSeconds = 30
    /// The longest pause in seconds.
    ///
    /// A pause always ends by itself, so that nobody can lock a colleague out for good.
    package var longestPauseSeconds = 900
    /// The force's own networks, as `10.20.0.0/16`; every network when empty.
    ///
    /// From elsewhere people sign in by the stronger kind of proof only.
    package var networks: [String] = []

    package init() {}

    /// Whether an address lies outside the force's own networks, where any are named.
    package func isOutside(_ address: String) -> Bool {
        !networks.isEmpty && !networks.contains { Network($0)?.contains(address) ?? false }
    }

    /// The bounds of each value: a session is never longer than a day.
    private static let bounds: [(Names, any WritableKeyPath<SignInRules, Int> & Sendable, ClosedRange<Int>)] = [
        (.idleMinutes, \.idleMinutes, 1...240), (.lengthMinutes, \.lengthMinutes, 1...1440),
        (.freshMinutes, \.freshMinutes, 1...60), (.sessionsPerPerson, \.sessionsPerPerson, 1...20),
        (.failuresBeforePause, \.failuresBeforePause, 1...100),
        (.addressFailuresBeforePause, \.addressFailuresBeforePause, 1...10_000),
        (.firstPauseSeconds, \.firstPauseSeconds, 1...3600),
        (.longestPauseSeconds, \.longestPauseSeconds, 1...86_400),
    ]
}

extension SignInRules: Codable {
    private enum Names: String, CodingKey, CaseIterable {
        case idleMinutes, lengthMinutes, freshMinutes, sessionsPerPerson, failuresBeforePause
        case addressFailuresBeforePause, firstPauseSeconds, longestPauseSeconds, networks
    }

    /// Reads what is given and takes the usual value for what is not; a value out of bounds is refused.
    package init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownNames(Set(Names.allCases.map(\.rawValue)))
        let values = try decoder.container(keyedBy: Names.self)
        self.init()
        for (name, path, bounds) in Self.bounds {
            guard let value = try values.decodeIfPresent(Int.self, forKey: name) else { continue }
            guard bounds.contains(value) else {
                throw DecodingError.dataCorruptedError(
                    forKey: name,
                    in: values,
                    debugDescription: "must be from \(bounds.lowerBound) to \(bounds.upperBound)"
                )
            }
            self[keyPath: path] = value
        }
        networks = try values.decodeIfPresent([String].self, forKey: .networks) ?? networks
        guard networks.allSatisfy({ Network($0) != nil }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .networks,
                in: values,
                debugDescription: "must be ranges of addresses such as 10.20.0.0/16"
            )
        }
    }

    /// Writes every value.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Names.self)
        for (name, path, _) in Self.bounds { try values.encode(self[keyPath: path], forKey: name) }
        try values.encode(networks, forKey: .networks)
    }
}

/// Any name of a JSON object.
struct AnyName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Refuses an object with a name that is not known: a setting spelt wrongly is never passed over in silence.
    func refuseUnknownNames(_ known: Set<String>) throws {
        let names = try container(keyedBy: AnyName.self).allKeys.map(\.stringValue)
        guard let unknown = names.sorted().first(where: { !known.contains($0) }) else { return }
        throw DecodingError.dataCorrupted(
            .init(codingPath: codingPath, debugDescription: "`\(unknown)` is not a setting here")
        )
    }
}

import Ledger
import Vocabulary

/// Where a force's node is, by which keys its words are checked, and what it offers.
///
/// Texts as they stand in the file; ``Roster/findings()`` says what of them cannot be used.
package struct ForceNode: Hashable, Sendable, Codable {
    /// Where it listens: `https://node.westyorkshire.example`, without a path; the first is tried first.
    package var addresses: [String]
    /// The keys that sign its messages: the one in use, the next, those of the past.
    package var messageKeys: [RosterKey]
    /// The key of its log, as `name+number+base64`.
    package var logKey: String
    /// What it answers, by the names the rules know: `search.find`.
    package var capabilities: [String]
    /// The highest of each major version of the protocol that it speaks: `1.0`.
    package var versions: [String]
    /// The forces that cosign its log.
    package var witnesses: [ForceCode]
    /// First day in service; `nil` for the force's own.
    package var validFrom: String?
    /// Last day in service; `nil` for the force's own.
    package var validTo: String?

    /// A node of its parts.
    package init(
        addresses: [String],
        messageKeys: [RosterKey],
        logKey: String,
        capabilities: [String] = [],
        versions: [String] = ProtocolVersion.spoken.map(\.description),
        witnesses: [ForceCode] = [],
        validFrom: String? = nil,
        validTo: String? = nil
    ) {
        self.addresses = addresses
        self.messageKeys = messageKeys
        self.logKey = logKey
        self.capabilities = capabilities
        self.versions = versions
        self.witnesses = witnesses
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether the node is in service on a day.
    package func isInService(on day: CalendarDate) -> Bool {
        let text = day.description
        return (validFrom ?? "") <= text && text <= (validTo ?? "9999")
    }

    /// The versions it speaks; what cannot be read is left out.
    package var spoken: [ProtocolVersion] { versions.compactMap { ProtocolVersion($0) } }
}

/// A key on the roster, and from when to when it signs.
///
/// The periods of a force's keys may overlap: while both hold either may sign, so that a key can be rolled without
/// refusing a message.
package struct RosterKey: Hashable, Sendable, Codable {
    /// `name+number+base64`; the name is the `keyid` of the messages it signs.
    package var key: String
    /// The first moment it may sign at, as RFC 3339; `nil` for no limit.
    package var from: String?
    /// The first moment at which it may sign no more, as RFC 3339; `nil` for no limit.
    package var until: String?

    /// A key with its time.
    package init(key: String, from: String? = nil, until: String? = nil) {
        self.key = key
        self.from = from
        self.until = until
    }

    /// The key as messages are checked by it; `nil` when something of it cannot be read.
    package func messageKey(of force: ForceCode) -> MessageKey? {
        guard let key = VerifierKey(key), key.algorithm == .ed25519 else { return nil }
        let (start, end) = (from.flatMap { Timestamp(rfc3339: $0) }, until.flatMap { Timestamp(rfc3339: $0) })
        guard (from == nil) == (start == nil), (until == nil) == (end == nil) else { return nil }
        return MessageKey(force: force, key: key, from: start, until: end)
    }
}

extension Roster {
    /// The keys by which messages are checked on a day: those of every force in being whose node is in service.
    package func messageKeys(on day: CalendarDate) -> MessageKeys { MessageKeys(listedKeys(on: day)) }

    /// The same as a list.
    package func listedKeys(on day: CalendarDate) -> [MessageKey] {
        forces(on: day).flatMap { force in
            guard let node = force.node, node.isInService(on: day) else { return [MessageKey]() }
            return node.messageKeys.compactMap { $0.messageKey(of: force.code) }
        }
    }
}

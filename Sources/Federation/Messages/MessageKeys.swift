import Ledger
import Vocabulary

/// A key by which a force's messages are checked, and from when to when.
package struct MessageKey: Hashable, Sendable {
    /// The force whose key it is.
    package var force: ForceCode
    /// The key; its name is the `keyid` of the signatures it checks.
    package var key: VerifierKey
    /// The first moment it may sign at; `nil` for no limit.
    package var from: Timestamp?
    /// The first moment at which it may sign no more; `nil` for no limit.
    package var until: Timestamp?

    /// A key with its time.
    package init(force: ForceCode, key: VerifierKey, from: Timestamp? = nil, until: Timestamp? = nil) {
        self.force = force
        self.key = key
        self.from = from
        self.until = until
    }

    /// Whether the key may have signed at a moment.
    package func isValid(at moment: Timestamp) -> Bool {
        (from.map { $0.milliseconds <= moment.milliseconds } ?? true)
            && (until.map { moment.milliseconds < $0.milliseconds } ?? true)
    }
}

/// The keys by which messages are checked, found by their names.
package struct MessageKeys: Hashable, Sendable {
    private let keys: [String: MessageKey]

    /// Where two keys have one name neither is trusted: a name must say who signed.
    package init(_ keys: [MessageKey]) {
        var found: [String: MessageKey] = [:]
        var doubtful: Set<String> = []
        for key in keys where found.updateValue(key, forKey: key.key.name) != nil { doubtful.insert(key.key.name) }
        for name in doubtful { found[name] = nil }
        self.keys = found
    }

    /// The key of a name.
    package subscript(name: String) -> MessageKey? { keys[name] }
}

import CapabilityKit
import Vocabulary

/// When each account last signed in and what failed since, so that people see at once what was not them.
actor SignInHistory {
    /// One account's.
    struct Entry: Sendable, Hashable {
        var last: Moment?
        var failures = 0
        var lastFailure: Moment?
    }

    /// When and from where.
    struct Moment: Sendable, Hashable {
        var at: Timestamp
        var address: String
    }

    /// Days of the log of security that are read when the node starts.
    static let days = 90

    private var entries: [String: Entry]

    init(_ entries: [String: Entry] = [:]) { self.entries = entries }

    /// What the log of security says.
    init(reading log: SecurityLog?) throws {
        var entries: [String: Entry] = [:]
        try log?.replay(days: Self.days) { line in
            guard let account = line.account, let at = Timestamp(rfc3339: line.at) else { return }
            let moment = Moment(at: at, address: line.address)
            switch line.event {
            case SecurityEvent.Kind.signedIn.rawValue: entries[account] = Entry(last: moment)
            case SecurityEvent.Kind.failed.rawValue: entries[account, default: Entry()].fail(at: moment)
            default: break
            }
        }
        self.entries = entries
    }

    /// Notes that an account signed in, and returns what there was to tell of the time before.
    func signedIn(_ account: String, at moment: Moment) -> Entry {
        let before = entries[Self.key(account)] ?? Entry()
        entries[Self.key(account)] = Entry(last: moment)
        return before
    }

    /// Notes that signing in to an account failed.
    func failed(_ account: String, at moment: Moment) { entries[Self.key(account), default: Entry()].fail(at: moment) }

    private static func key(_ account: String) -> String { SecurityEvent.plain(account) }
}

extension SignInHistory.Entry {
    fileprivate mutating func fail(at moment: SignInHistory.Moment) {
        failures += 1
        lastFailure = moment
    }
}

import Logging

/// Something that bears on the node's security, for its own log: who, from where, what, and why it was refused.
///
/// It holds no token, code, secret or cookie, because it has no place for one.
package struct SecurityEvent: Sendable, Hashable {
    /// What happened.
    package enum Kind: String, Sendable, Hashable {
        case signedIn = "signed-in"
        case provedAgain = "proved-again"
        case failed, paused
        case signedOut = "signed-out"
        case signedOutEverywhere = "signed-out-everywhere"
        /// The provider ended the account's sessions.
        case signedOutByProvider = "signed-out-by-provider"
        /// A number of the staff was tied to an account of the provider.
        case bound
        /// A request was refused that no page of ours makes: another site's form, haste, what is too large.
        case refused
        /// An error that nobody foresaw.
        case fault
        /// A browser kept something from running or loading, and says so.
        case browserReport = "browser-report"
        /// `officers.json` was changed and cannot be read: the earlier one goes on counting.
        case staffUnreadable = "staff-unreadable"
    }

    package var kind: Kind
    /// The collar or staff number, where it is known.
    package var officer: String?
    /// The provider's account, where it is known.
    package var account: String?
    package var address: String
    /// The stable name of the reason.
    package var reason: String?

    /// What came from outside, with everything that could forge a line of the log taken out.
    static func plain(_ text: String) -> String {
        String(
            text.unicodeScalars.filter {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789.:_-/".unicodeScalars.contains($0))
            }.prefix(120).map(Character.init)
        )
    }
}

/// Where such events are written; throws when that cannot be done.
package typealias NoteSecurity = @Sendable (SecurityEvent) throws -> Void

extension SecurityEvent {
    /// Writes events as lines of the program's log, without who it was: that stands in the log of security alone.
    package static let programLog: NoteSecurity = { event in
        var metadata: Logger.Metadata = ["event": "\(event.kind.rawValue)"]
        if let reason = event.reason { metadata["reason"] = "\(plain(reason))" }
        Logger(label: "reeve.security").notice("security", metadata: metadata)
    }
}

import Logging

/// Something that happened at the door, for the node's own log: who, from where, what, and why it failed.
///
/// It holds no token, code, secret or cookie, because it has no place for one.
package struct SignInEvent: Sendable, Hashable {
    /// What happened.
    package enum Kind: String, Sendable, Hashable {
        case signedIn = "signed-in"
        case provedAgain = "proved-again"
        case failed, paused
        case signedOut = "signed-out"
        case signedOutEverywhere = "signed-out-everywhere"
    }

    package var kind: Kind
    /// The collar or staff number, where it is known.
    package var officer: String?
    package var address: String
    /// The stable name of the reason, for a failure.
    package var reason: String?

    /// What came from outside, with everything that could forge a line of the log taken out.
    static func plain(_ text: String) -> String {
        String(
            text.unicodeScalars.filter {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789.:_-".unicodeScalars.contains($0))
            }.prefix(64).map(Character.init)
        )
    }
}

/// Where events at the door are written.
package typealias SignInLog = @Sendable (SignInEvent) -> Void

extension SignInEvent {
    /// Writes events as lines of the program's log.
    package static let programLog: SignInLog = { event in
        var metadata: Logger.Metadata = [
            "event": "\(event.kind.rawValue)", "address": "\(plain(event.address))",
        ]
        if let officer = event.officer { metadata["officer"] = "\(plain(officer))" }
        if let reason = event.reason { metadata["reason"] = "\(plain(reason))" }
        Logger(label: "reeve.sign-in").notice("sign-in", metadata: metadata)
    }
}

import Vocabulary

/// How far the clocks of other forces were from this node's when they last signed something that was proved.
///
/// One message cannot tell whose clock is wrong; several forces that all differ the same way can.
package struct PeerClocks: Hashable, Sendable {
    /// Seconds by which each force's clock was ahead, negative behind; one number a force.
    private var ahead: [ForceCode: Int64] = [:]

    /// No force's clock is known yet.
    package init() {}

    /// Takes note of a message that was verified when it was received.
    package mutating func note(_ message: VerifiedMessage, receivedAt now: Timestamp) {
        ahead[message.force] = Self.seconds(from: now, to: message.created)
    }

    /// Takes note of a request that was refused as untimely; one that proves nothing is left out.
    package mutating func note(untimely request: SignedRequest, keys: MessageKeys, receivedAt now: Timestamp) {
        if let message = try? MessageSignature.prove(request: request, keys: keys) { note(message, receivedAt: now) }
    }

    /// Whether this node's own clock seems wrong: most other forces, and at least three, differ from it the same way.
    func isOwnSuspect(besides force: ForceCode, ahead: Bool, byMoreThan seconds: Int64) -> Bool {
        let others = self.ahead.filter { $0.key != force }.values
        let same = others.count { ahead ? $0 > seconds : $0 < -seconds }
        return same >= 3 && same * 2 > others.count
    }

    static func seconds(from start: Timestamp, to end: Timestamp) -> Int64 {
        (end.milliseconds - start.milliseconds) / 1_000
    }
}

/// Whether a message comes in its time, by the clocks of both sides.
struct Timeliness {
    var rules: MessageRules
    var clocks: PeerClocks
    var now: Timestamp

    /// Whether a request says that it expires, after it was signed and not too long after.
    static func lies(_ created: Timestamp, _ expires: Timestamp, within rules: MessageRules) -> Bool {
        let seconds = PeerClocks.seconds(from: created, to: expires)
        return seconds > 0 && seconds <= Int64(rules.lifetimeSecondsMax)
    }

    /// Throws `federation.message_untimely` for a message from the future, an expired request, or an answer that was
    /// signed before its question.
    func check(_ message: VerifiedMessage, askedAt: Timestamp? = nil) throws {
        let skew = Int64(rules.clockSkewSecondsMax)
        let early = PeerClocks.seconds(from: now, to: message.created)
        if early > skew { throw fault(message, ahead: true, seconds: early, "was signed \(early) s in the future") }
        if let expires = message.expires {
            let late = PeerClocks.seconds(from: expires, to: now)
            if late > skew { throw fault(message, ahead: false, seconds: late, "expired \(late) s ago") }
        }
        if let askedAt {
            let before = PeerClocks.seconds(from: message.created, to: askedAt)
            if before > skew {
                throw fault(message, ahead: false, seconds: before, "was signed \(before) s before its question")
            }
        }
    }

    private func fault(_ message: VerifiedMessage, ahead: Bool, seconds: Int64, _ what: String) -> Fault {
        let isOwn = clocks.isOwnSuspect(
            besides: message.force,
            ahead: ahead,
            byMoreThan: Int64(rules.clockSkewSecondsMax)
        )
        let whose = isOwn ? "this node's clock" : "the clock of force \(message.force)"
        let way = ahead == isOwn ? "behind" : "ahead"
        return Fault(
            .messageUntimely,
            "the message of force \(message.force) \(what): \(whose) seems \(seconds) s \(way)"
                + (ahead ? "" : ", or the message was held back"),
            help: "clocks may differ by \(rules.clockSkewSecondsMax) s; set the clock by a time server and ask again"
        )
    }
}

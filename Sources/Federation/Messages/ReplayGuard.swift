import Vocabulary

/// Refuses a request that was received before.
///
/// Each nonce is kept until its request can no longer be accepted for being too old. Every key has a shelf of its own, so
/// that one force cannot use up another's room; a full shelf refuses the next request rather than forget an earlier
/// one. Not kept over a restart: instead nothing that was signed before `since` is accepted. What a force whose clock
/// runs ahead signed just before a restart can be sent again for as long as its clock is ahead; it is answered to that force.
package struct ReplayGuard: Sendable {
    private struct Shelf {
        /// The moment in milliseconds from which each nonce may be forgotten.
        var keptUntil: [String: Int64] = [:]
        var earliest = Int64.max
        /// The number of nonces at which old ones are looked for next.
        var searchedAt = 1_024
    }

    private var shelves: [String: Shelf] = [:]
    private let skew: Int64
    private let perKeyMax: Int
    /// Requests signed before this moment are refused: whether they were received before is not known.
    private var since: Timestamp
    /// The latest moment by which something was forgotten; the clock must not go back behind it.
    private var forgottenAt = Int64.min

    /// A guard that knows of nothing received before `since`: the moment the node began to listen.
    package init(since: Timestamp, rules: MessageRules = MessageRules()) {
        self.since = since
        skew = Int64(rules.clockSkewSecondsMax) * 1_000
        perKeyMax = rules.rememberedPerKeyMax
    }

    /// How many nonces are kept.
    package var count: Int { shelves.values.reduce(0) { $0 + $1.keptUntil.count } }

    /// Admits a request that has been verified, once.
    ///
    /// Throws `federation.message_replayed` for one received before, or signed before this guard began;
    /// `federation.message_memory_full` when there is no room. Amortised constant time, except that a full shelf is
    /// searched once each time something on it has become old.
    package mutating func admit(_ request: VerifiedMessage, now: Timestamp) throws {
        guard let expires = request.expires, !request.nonce.isEmpty else {
            throw Fault(.messageMalformed, "a request without nonce and expiry cannot be told from its own repetition")
        }
        guard request.created >= since else {
            throw Fault(
                .messageReplayed,
                "the request of force \(request.force) was signed before this node started",
                help: "sign it again"
            )
        }
        let keptUntil = expires.milliseconds + skew
        guard keptUntil > forgottenAt else {
            throw Fault(
                .messageReplayed,
                "whether the request of force \(request.force) was received before is no longer known",
                help: "this node's clock has gone back; sign the request again"
            )
        }
        var shelf = shelves.removeValue(forKey: request.keyID) ?? Shelf()
        defer { shelves[request.keyID] = shelf }
        guard shelf.keptUntil[request.nonce] == nil else {
            throw Fault(
                .messageReplayed,
                "the request of force \(request.force) was received before",
                help: "each question is signed anew; if its sender did not repeat it, somebody else did"
            )
        }
        if shelf.keptUntil.count >= min(perKeyMax, shelf.searchedAt), shelf.earliest <= now.milliseconds {
            shelf.keptUntil = shelf.keptUntil.filter { $0.value > now.milliseconds }
            shelf.earliest = shelf.keptUntil.values.min() ?? .max
            shelf.searchedAt = max(1_024, 2 * shelf.keptUntil.count)
            forgottenAt = max(forgottenAt, now.milliseconds)
        }
        guard shelf.keptUntil.count < perKeyMax else {
            throw Fault(
                .messageMemoryFull,
                "force \(request.force) has sent more than \(perKeyMax) requests within a few minutes",
                help: "wait until the earlier ones have expired"
            )
        }
        shelf.keptUntil[request.nonce] = keptUntil
        shelf.earliest = min(shelf.earliest, keptUntil)
    }
}

import ArgumentParser

/// A bug that can be planted in the carrying out of what the state machines say, to see that the simulation finds it.
enum NationBug: String, CaseIterable, ExpressibleByArgument, Sendable, Codable {
    /// An answer leaves before its entry is durable.
    case earlyAnswer = "early-answer"
    /// An answer is shown before its entry is durable.
    case showsFirst = "shows-first"
    /// An answer after the deadline is dropped.
    case forgetsLate = "forgets-late"
    /// A force that says nothing is shown as holding nothing.
    case silenceIsNothing = "silence-is-nothing"
    /// A question that comes again is answered anew.
    case answersTwice = "answers-twice"
    /// A settlement that was not acknowledged is not told again.
    case settlesOnce = "settles-once"
    /// A recall that was not acknowledged is not told again.
    case recallsOnce = "recalls-once"
    /// A settlement that overtakes its question is acknowledged and forgotten.
    case noTombstone = "no-tombstone"
    /// What was open when the node stopped stays open.
    case forgetsOpen = "forgets-open"
}

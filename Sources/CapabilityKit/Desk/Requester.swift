import Vocabulary

/// Who is asking, and why: every verb of the ``Desk`` wants one.
package struct Requester: Hashable, Sendable {
    package var officer: Officer
    package var authority: Authority
    /// Whether the officer has just proved who they are, as a rule with the obligation `fresh` asks.
    package var isFresh: Bool
    /// The force whose node puts the question for its officer, where that is not this node.
    package var asker: ForceCode?

    package init(officer: Officer, authority: Authority, isFresh: Bool = false, asker: ForceCode? = nil) {
        self.officer = officer
        self.authority = authority
        self.isFresh = isFresh
        self.asker = asker
    }
}

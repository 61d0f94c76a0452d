import Vocabulary

/// Who is asking, and why: every verb of the ``Desk`` wants one.
package struct Requester: Hashable, Sendable {
    package var officer: Officer
    package var authority: Authority

    package init(officer: Officer, authority: Authority) {
        self.officer = officer
        self.authority = authority
    }
}

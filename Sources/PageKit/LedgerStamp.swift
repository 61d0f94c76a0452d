import Vocabulary

/// A disclosure's place in the ledger: what the foot of every page with data says.
package struct LedgerStamp: Sendable, Hashable {
    /// When it was written, by the clock on the wall.
    package var at: Timestamp
    /// The entry's number.
    package var entry: UInt64
    /// The incident, operation or warrant it is for.
    package var reference: String

    /// Creates a stamp.
    package init(at: Timestamp, entry: UInt64, reference: String) {
        self.at = at
        self.entry = entry
        self.reference = reference
    }

    /// The foot of a page with data: what was recorded before it was shown.
    package var html: HTML {
        """
        <footer class="foot"><span>\(Icon.eye.html) You opened this at \(Phrase.time(at)) for <b>\(reference)</b>. \
        Entry \(Phrase.number(entry)) in the access log.</span></footer>

        """
    }
}

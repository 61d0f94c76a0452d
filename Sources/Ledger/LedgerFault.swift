import Vocabulary

extension Fault.Code {
    /// The log could not write, and stopped rather than acknowledge what it may not hold.
    package static let ledgerStopped = Self("ledger.stopped", status: 503)
    /// The log was closed in good order and takes no more entries.
    package static let ledgerClosed = Self("ledger.closed", status: 503)
    /// What is on disk is not what was written.
    package static let ledgerDamaged = Self("ledger.damaged", status: 500)
    /// An entry that cannot be written as it is: too large, or of an unusable kind.
    package static let ledgerEntryInvalid = Self("ledger.entry_invalid", status: 400)
    /// No entry has this number.
    package static let ledgerNoSuchEntry = Self("ledger.no_such_entry", status: 404)
    /// The signing key is missing or is not a key.
    package static let ledgerKeyInvalid = Self("ledger.key_invalid", status: 500)
    /// A note, checkpoint, tile or proof that is not in its published format.
    package static let ledgerMalformed = Self("ledger.malformed", status: 400)
    /// A signature or proof that does not hold.
    package static let ledgerUnproved = Self("ledger.unproved", status: 422)
    /// The disk beneath the log failed or is used by another process.
    package static let ledgerDisk = Self("ledger.disk", status: 503)
}

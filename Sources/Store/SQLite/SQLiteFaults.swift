import GRDB
import GRDBSQLite
import Vocabulary

/// What SQLite itself said, kept beneath the fault that explains it.
struct SQLiteError: Error, CustomStringConvertible {
    /// The extended result code, such as 2067 for a unique index.
    var code: Int32
    var message: String

    var description: String { "SQLite \(code): \(message)" }
}

extension Fault {
    /// The fault for a result code of SQLite, with what to do about it.
    static func sqlite(_ code: Int32, _ message: String) -> any Error {
        let cause = SQLiteError(code: code, message: message)
        func fault(_ code: Fault.Code, _ message: String, help: String? = nil) -> Fault {
            Fault(code, message, help: help, cause: cause)
        }
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED:
            return fault(
                .storeBusy,
                "the database is busy: another program is writing to it",
                help: "wait for the other import or restore to end and try again"
            )
        case SQLITE_FULL:
            return fault(
                .storeDiskFull,
                "the disk under the database is full; nothing of this change was kept",
                help: "make room on the disk and run the same command again"
            )
        case SQLITE_CONSTRAINT:
            return fault(.storeConstraintViolated, "a rule of the database was broken: \(message)")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return fault(
                .storeCorrupted,
                "the database file is damaged, or is not a database",
                help: "stop the node and restore the last backup; the damaged file is kept aside"
            )
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
            return fault(
                .storeCannotOpen,
                "the database file cannot be opened",
                help: "check that the folder exists and that this user may write to it"
            )
        case SQLITE_READONLY:
            return fault(
                .storeReadOnly,
                "the database refused to write: this is a read, or the file is read-only",
                help: "write inside `write`; check the owner of the database file"
            )
        case SQLITE_IOERR:
            return fault(
                .storeCorrupted,
                "the disk under the database failed to read or write",
                help: "check the disk; restore the last backup if the fault stays"
            )
        case SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE:
            return fault(.storeValueRefused, "a value does not fit its column")
        case SQLITE_INTERRUPT, SQLITE_ABORT:
            return CancellationError()
        default:
            return fault(.storeStatementRefused, "the database does not accept a statement of the program")
        }
    }

    /// The fault for an error of GRDB; other errors come back as they are.
    static func sqlite(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return sqlite(error.extendedResultCode.rawValue, error.message ?? "no message")
    }
}

import CPostgres
import Vocabulary

/// What PostgreSQL itself said, kept beneath the fault that explains it.
///
/// The DETAIL of a message is left out: it quotes the values of the row.
struct PostgresError: Error, CustomStringConvertible {
    /// The five characters of SQLSTATE; empty when the connection went away.
    var state: String
    var message: String

    var description: String { state.isEmpty ? "PostgreSQL: \(message)" : "PostgreSQL \(state): \(message)" }

    /// The transaction may succeed when it is simply run again: serialization failure, deadlock, cancellation.
    ///
    /// A cancellation may come so late that it meets the next task's statement; that one is innocent.
    var mayBeRetried: Bool { ["40001", "40P01", "57014"].contains(state) }

    /// The server went away or has not yet come up.
    var isLoss: Bool {
        state.isEmpty || state.hasPrefix("08") || ["57P01", "57P02", "57P03", "53300"].contains(state)
    }
}

extension PostgresError {
    /// The error that an answer carries.
    init(_ result: OpaquePointer?, on connection: OpaquePointer) {
        func field(_ code: Character) -> String {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) } ?? ""
        }
        state = field("C")
        message = field("M")
        if message.isEmpty { message = Self.firstLine(PQerrorMessage(connection)) }
        // An error of a value quotes the value.
        if state.hasPrefix("22") { message = "a value does not fit its column" }
    }

    static func firstLine(_ text: UnsafePointer<CChar>?) -> String {
        guard let text else { return "no message" }
        return String(String(cString: text).prefix { !$0.isNewline })
    }

    /// The fault that explains this error.
    var fault: Fault {
        func fault(_ code: Fault.Code, _ message: String, help: String? = nil) -> Fault {
            Fault(code, message, help: help, cause: self)
        }
        if isLoss {
            return fault(
                .storePostgresUnreachable,
                "the connection to PostgreSQL was lost",
                help: "check that the server runs; the next request connects again by itself"
            )
        }
        switch state {
        case "40001", "40P01":
            return fault(
                .storeContention,
                "other writers kept changing the same records",
                help: "try again; nothing of this change was kept"
            )
        case "55P03":
            return fault(
                .storeBusy,
                "the database is busy: another program is writing to it",
                help: "wait for the other import or restore to end and try again"
            )
        case "53100", "53200":
            return fault(
                .storeDiskFull,
                "the disk or the memory of the PostgreSQL server is full; nothing of this change was kept",
                help: "make room on the server and run the same command again"
            )
        case "25006":
            return fault(
                .storeReadOnly,
                "the database refused to write: this is a read, or the server is a replica",
                help: "write inside `write`; connect to the primary server"
            )
        case "57014": return fault(.storeBusy, "a statement was cancelled")
        default: break
        }
        switch state.prefix(2) {
        case "22": return fault(.storeValueRefused, "a value does not fit its column")
        case "23": return fault(.storeConstraintViolated, "a rule of the database was broken: \(message)")
        case "28":
            return fault(
                .storeCannotOpen,
                "PostgreSQL does not let this user in",
                help: "check the user, PGPASSWORD or the password file, and pg_hba.conf"
            )
        case "3D": return fault(.storeCannotOpen, "there is no such database on the PostgreSQL server")
        case "XX", "58":
            return fault(
                .storeCorrupted,
                "PostgreSQL reports damage or a fault of its disk",
                help: "stop the node, check the server's log and restore the last backup if need be"
            )
        default:
            return fault(.storeStatementRefused, "the database does not accept a statement of the program")
        }
    }
}

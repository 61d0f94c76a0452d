/// Something that went wrong, in words a duty officer can act on.
///
/// One error type serves the whole node: pages, JSON replies, command-line messages and ledger entries all
/// render it. Each room adds its own codes in its own folder.
package struct Fault: Error, Sendable {
    /// A stable name for this kind of fault, such as `anpr.plate_unreadable`.
    ///
    /// Never reused, never translated.
    package var code: Code

    /// What went wrong: lower-case first letter, no full stop, user-supplied text in backticks.
    package var message: String

    /// What the reader can do next, if anything.
    package var help: String?

    /// The fault beneath this one.
    package var cause: (any Error)?

    /// A fault in words; see the properties for how each is written.
    package init(_ code: Code, _ message: String, help: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.help = help
        self.cause = cause
    }
}

extension Fault {
    /// The stable name of a kind of fault, with the HTTP status it is answered with.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The name: the room, a point, what is wrong.
        package let description: String
        /// The HTTP status of a reply that carries it.
        package let status: Int

        /// A code of a name such as `anpr.plate_unreadable`.
        package init(_ name: String, status: Int) {
            self.description = name
            self.status = status
        }
    }
}

extension Fault: CustomStringConvertible {
    /// The fault on up to three lines: code and message, help, cause.
    package var description: String {
        var lines = ["\(code): \(message)"]
        if let help { lines.append("  help: \(help)") }
        if let cause { lines.append("  because: \(cause)") }
        return lines.joined(separator: "\n")
    }
}

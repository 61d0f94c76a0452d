import ArgumentParser
import Vocabulary

/// The options with which a command opens the node of a data folder.
package struct NodeOptions: ParsableArguments, Sendable {
    @Option(name: .customLong("data"), help: "The node's folder: records, log, keys and settings.")
    package var data = ".reeve/node"

    @Option(help: "The number of the officer on whose account the command runs, from the node's officers file.")
    package var officer: String?

    package init() {}

    /// Opens the desk of the node.
    ///
    /// - Throws: ``Fault`` when the folder is in use by a running node, unreadable or damaged.
    package func open() async throws -> OpenNode {
        guard let open = NodeDoor.open else {
            throw Fault(.noNode, "this program cannot open a node", help: "run it as a subcommand of `reeve`")
        }
        return try await open(self)
    }
}

/// A desk opened by a command, with the officer on whose account it runs.
package struct OpenNode: Sendable {
    package var desk: Desk
    package var officer: Officer
    /// Writes the last checkpoint and closes the log.
    package var close: @Sendable () async throws -> Void

    package init(desk: Desk, officer: Officer, close: @escaping @Sendable () async throws -> Void) {
        self.desk = desk
        self.officer = officer
        self.close = close
    }
}

/// How a room's command reaches the building above it: the program binds the door, the command opens it.
package enum NodeDoor {
    @TaskLocal package static var open: Opener?

    /// Opens a node.
    ///
    /// A type of its own, because a task-local value that is itself an asynchronous function has no type at run time in
    /// an optimised build of Swift 6.3, which ends the program as it is bound.
    package struct Opener: Sendable {
        private let body: @Sendable (NodeOptions) async throws -> OpenNode

        package init(_ body: @escaping @Sendable (NodeOptions) async throws -> OpenNode) { self.body = body }

        func callAsFunction(_ options: NodeOptions) async throws -> OpenNode { try await body(options) }
    }
}

extension Fault.Code {
    /// The program was not started as part of `reeve`.
    package static let noNode = Self("node.not_bound", status: 500)
}

import ArgumentParser
import CapabilityKit
import Node
import Vocabulary

/// The command `reeve accounts --data DIR`.
struct AccountsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "List which account of the provider stands for which number of the staff, or let go of one.",
        discussion: """
            A number that was let go of is tied anew by `subject` or `bindUntil` in officers.json. Sessions that
            run go on until `signedOutBefore` of officers.json ends them. The node may be running.

            EXAMPLE
              reeve accounts --data .reeve/node
              reeve accounts --data .reeve/node --free 4821
            """
    )

    @Option(name: .customLong("data"), help: "The node's folder.")
    var data = ".reeve/node"

    @Option(help: "The number to let go of.")
    var free: String?

    func run() throws {
        let bindings = AccountBindings(folder: NodeFolder(path: data))
        if let free {
            guard try bindings.free(free) else {
                throw Fault(
                    .officerUnknown,
                    "`\(free)` is tied to no account",
                    help: "list them: reeve accounts --data \(data)"
                )
            }
            print("`\(free)` is tied to no account any more")
            print("sessions that run go on until `signedOutBefore` is set in officers.json")
            return
        }
        for tie in try bindings.all() { print("\(tie.number)  \(tie.issuer)  \(tie.subject)  since \(tie.at)") }
    }
}

/// The command `reeve security-log --data DIR`.
struct SecurityLogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "security-log",
        abstract: "Check that no line of a node's log of security was changed, moved or taken out.",
        discussion: """
            Prints each day with its number of lines and the SHA-256 of its last; the ledger holds the same under
            `node.security_log`. The node may be running.

            EXAMPLE
              reeve security-log --data .reeve/node
            """
    )

    @Option(name: .customLong("data"), help: "The node's folder.")
    var data = ".reeve/node"

    func run() throws {
        for day in try SecurityLog.verify(NodeFolder(path: data).security) {
            let torn = day.torn == 0 ? "" : "  \(day.torn) cut off by a crash"
            print("\(day.name)  \(day.lines) lines  \(day.head)\(torn)")
        }
    }
}

import ArgumentParser
import Federation
import Foundation
import Node
import Vocabulary

/// The command `reeve node`: this node among the nodes of other forces.
struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "Join the federation of forces' nodes: certificates, who knows whom, and the authority itself.",
        discussion: """
            EXAMPLE
              reeve node enrol --data .reeve/node --with enrol-13.json
              reeve node status --data .reeve/node
            """,
        subcommands: [
            Enrol.self, Renew.self, Revoke.self, Status.self, RosterOffer.self, Introduce.self,
            NodeAuthorityCommand.self,
        ]
    )
}

/// The folder of a node that commands speak of.
struct NodePlace: ParsableArguments {
    @Option(name: .customLong("data"), help: "The node's folder.")
    var data = ".reeve/node"

    var folder: NodeFolder { NodeFolder(path: data) }
}

extension NodeCommand {
    struct Enrol: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Get the node's first certificate with the ticket that the authority gave out for it.",
            discussion: """
                Makes a key that never leaves this machine. The ticket works once; delete it afterwards.

                EXAMPLE
                  reeve node enrol --data .reeve/node --with enrol-13.json
                """
        )

        @OptionGroup var place: NodePlace

        @Option(name: .customLong("with"), help: "The ticket of the authority.")
        var ticket: String

        func run() async throws {
            let ticket = try EnrolmentTicket.read(ticket)
            let contact = try ticket.trust.contact(clock: Building.systemClock, randomness: Building.systemRandomness)
            let certificate = try await place.folder.enrol(
                with: ticket,
                authority: contact,
                randomness: Building.systemRandomness
            )
            say("force \(certificate.peer.force) is enrolled until \(certificate.peer.validUntil)")
        }
    }

    struct Renew: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Get the next certificate now; a node that runs takes it up within a quarter of a minute.",
            discussion: """
                A node that runs renews by itself at two thirds of its certificate's life.

                EXAMPLE
                  reeve node renew --data .reeve/node
                """
        )

        @OptionGroup var place: NodePlace

        func run() async throws {
            let (present, trust) = try place.folder.readIdentity()
            let contact = try trust.contact(clock: Building.systemClock, randomness: Building.systemRandomness)
            let next = try await place.folder.renew(
                present,
                authority: contact,
                randomness: Building.systemRandomness
            )
            say("force \(next.peer.force) has a certificate until \(next.peer.validUntil)")
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call back the certificates of a force; every node refuses it within a minute.",
            discussion: """
                Done where the authority's folder is. The force comes back by enrolling again with a new ticket.

                EXAMPLE
                  reeve node revoke --authority .reeve/authority --force 13
                """
        )

        @Option(help: "The authority's folder.")
        var authority: String

        @Option(help: "The force, by its code in PNC: 13.")
        var force: String

        func run() async throws {
            let code = try ForceCode(command: force)
            let authority = try CertificateAuthority(
                folder: authority,
                clock: Building.systemClock,
                randomness: Building.systemRandomness
            )
            let count = try await authority.revoke(code)
            say("\(count) certificate\(count == 1 ? "" : "s") of force \(code) called back")
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whose certificate the node has, until when, and what it knows of its peers.",
            discussion: """
                EXAMPLE
                  reeve node status --data .reeve/node --json
                """
        )

        @OptionGroup var place: NodePlace

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let report = try NodeStatus(place.folder, at: Building.systemClock())
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                say(String(decoding: try encoder.encode(report), as: UTF8.self))
            } else {
                say(report.lines.joined(separator: "\n"))
            }
            if !report.isInForce { throw ExitCode(1) }
        }
    }

    struct RosterOffer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "roster",
            abstract: "Give the node a signed roster; a node that runs takes it up within a quarter of a minute.",
            discussion: """
                The first time with the root file, which says who may sign and how many of them must. From then on the
                roster alone says where other nodes are and which keys they sign with; peers.json is not read any more.

                EXAMPLE
                  reeve node roster roster.note --data .reeve/node --root root.json
                """
        )

        @OptionGroup var place: NodePlace

        @Argument(help: "The signed roster.")
        var note: String

        @Option(help: "The root file, the first time or when it changes.")
        var root: String?

        func run() async throws {
            let read = { (path: String) in
                guard let data = FileManager.default.contents(atPath: path) else {
                    throw ValidationError("`\(path)` cannot be read")
                }
                return Array(data)
            }
            let offered = try place.folder.offer(
                try read(note),
                root: try root.map(read),
                at: Building.systemClock()
            )
            say("version \(offered.version) of \(offered.name) is offered; in force from \(offered.from)")
        }
    }

    struct Introduce: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make nodes of this machine known to one another; each one's log is cosigned by the next two.",
            discussion: """
                Writes `peers.json` and `witnesses.json` into each folder. Nodes that run take them up when restarted.

                EXAMPLE
                  reeve node introduce --data nation/13 --data nation/14 --data nation/16
                """
        )

        @Option(name: .customLong("data"), help: "A node's folder; give it once for each node.")
        var data: [String]

        func run() async throws {
            try await NationSetUp.introduce(
                data.map { NodeFolder(path: $0) },
                randomness: Building.systemRandomness
            )
            say("\(data.count) nodes know one another")
        }
    }
}

extension ForceCode {
    /// Reads the code that somebody typed.
    init(command text: String) throws {
        guard let code = ForceCode(text) else {
            throw Fault(.forceUnknown, "`\(text)` is not a force code", help: "codes are as in PNC, such as 13")
        }
        self = code
    }
}

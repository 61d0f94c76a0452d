import ArgumentParser
import Foundation
import Node
import Vocabulary

/// The command `reeve node authority`: whoever says which machine speaks for which force.
struct NodeAuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authority",
        abstract: "Run the federation's authority.",
        discussion: """
            EXAMPLE
              reeve node authority make --folder .reeve/authority --address https://authority.example:8700
              reeve node authority ticket --folder .reeve/authority --force 13 --host node.westyorks.example
              reeve node authority serve --folder .reeve/authority --host authority.example --port 8700
            """,
        subcommands: [Make.self, Ticket.self, ServeAuthority.self]
    )

    /// Where the authority is.
    struct Place: ParsableArguments {
        @Option(help: "The authority's folder.")
        var folder = ".reeve/authority"

        func open() throws -> CertificateAuthority {
            try CertificateAuthority(
                folder: folder,
                clock: Building.systemClock,
                randomness: Building.systemRandomness
            )
        }
    }

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the folder of a new authority with its keys.",
            discussion: """
                EXAMPLE
                  reeve node authority make --folder .reeve/authority --address https://authority.example:8700
                """
        )

        @OptionGroup var place: Place

        @Option(help: "The https address nodes will reach it by; leave it out where all are on this machine.")
        var address: String?

        func run() async throws {
            try CertificateAuthority.make(
                place.folder,
                settings: .init(address: address),
                clock: Building.systemClock,
                randomness: Building.systemRandomness
            )
            say(
                "an authority is in \(place.folder); keep authority.key and revocations.key where nobody else reads them"
            )
        }
    }

    struct Ticket: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a ticket with which one machine of a force can enrol, once.",
            discussion: """
                It holds a secret: hand it over as you would a password.

                EXAMPLE
                  reeve node authority ticket --force 13 --host node.westyorks.example > enrol-13.json
                """
        )

        @OptionGroup var place: Place

        @Option(help: "The force, by its code in PNC: 13.")
        var force: String

        @Option(help: "A name or IP address other nodes reach it by; give it once for each.")
        var host: [String]

        func run() async throws {
            let ticket = try await place.open().entitle(try ForceCode(command: force), hosts: host)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            say(String(decoding: try encoder.encode(ticket), as: UTF8.self))
        }
    }

    struct ServeAuthority: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve",
            abstract: "Answer nodes that enrol, renew, or ask what was called back.",
            discussion: """
                EXAMPLE
                  reeve node authority serve --folder .reeve/authority --host authority.example --port 8700
                """
        )

        @OptionGroup var place: Place

        @Option(help: "A name or IP address nodes reach it by; give it once for each.")
        var host: [String]

        @Option(help: "The address of this machine that is listened on.")
        var listen = "0.0.0.0"

        @Option(help: "The port.")
        var port = 8700

        func run() async throws {
            let server = AuthorityServer(
                authority: try place.open(),
                hosts: host,
                clock: Building.systemClock
            )
            try await server.run(listen: listen, port: port) { port in
                say("the authority answers on port \(port)  (Ctrl-C stops it)")
            }
        }
    }
}

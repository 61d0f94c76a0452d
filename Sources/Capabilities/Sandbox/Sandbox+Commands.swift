import ArgumentParser
import CapabilityKit
import Federation
import Foundation

/// Makes a nation: `reeve sandbox --forces N --people M --seed S --out DIR`.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Make a synthetic nation in which nobody can be real.",
        discussion: """
            Each force gets a folder with its own export and a manifest.json; truth.csv says which records are of one
            person. The same numbers make the same bytes on every machine.

            EXAMPLE
              reeve sandbox --forces 5 --people 10000 --seed 1 --out nation
              reeve sandbox --force 13,16,06 --people 2000 --out nation
            """
    )

    @Option(help: "How many forces, the largest first.")
    var forces = 5

    @Option(help: "The forces by their codes, such as 13,16,06, instead of a number of forces.")
    var force: String?

    @Option(help: "How many people, shared out by residents.")
    var people = 10_000

    @Option(help: "The seed: any whole number.")
    var seed: UInt64 = 1

    @Option(help: "The day the exports are taken.")
    var asOf = "2026-11-21"

    @Option(help: "The folder to write to; made if absent.")
    var out: String

    @Option(help: "A roster of forces to use instead of the one that is shipped.")
    var roster: String?

    @Option(help: "A folder of names and places to use instead of those that are shipped.")
    var names: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        guard let day = CalendarDate(parsing: asOf) else {
            throw Fault(.sandboxPlan, "`\(asOf)` is not a date", help: "such as 2026-11-21")
        }
        let codes = try (force ?? "").split(separator: ",").map { text in
            guard let code = ForceCode(String(text.filter { $0 != " " })) else {
                throw Fault(.sandboxPlan, "`\(text)` is not a force code", help: "codes are as in PNC, such as 13")
            }
            return code
        }
        let known = Sandbox.Force.list(try readRoster(), on: day)
        let nation = try Sandbox.Nation(
            forces: try Sandbox.Force.choose(forces, codes: codes, from: known),
            people: people,
            seed: seed,
            asOf: asOf,
            names: try names.map { URL(filePath: $0) } ?? Sandbox.shippedNames()
        )
        let clock = ContinuousClock()
        let start = clock.now
        let (quiet, all) = (json, people)
        var said = start
        let made = try await nation.write(to: URL(filePath: out)) { done in
            guard !quiet, clock.now - said > .seconds(1) else { return }
            said = clock.now
            FileHandle.standardError.write(Data("\(done) of \(all) people\n".utf8))
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            print(String(decoding: try encoder.encode(made), as: UTF8.self))
        } else {
            let seconds = (clock.now - start).formatted(.units(allowed: [.minutes, .seconds], width: .narrow))
            print(
                """
                \(made.people) people in \(made.records) records, \(made.rows) rows, \(made.bytes / 1_000_000) MB, in \(seconds)
                \(made.peopleWithSeveralRecords) people have more than one record, \(made.peopleInSeveralForces) in more than one force
                \(out): a folder for each force, truth.csv, nation.json
                """
            )
        }
    }

    private func readRoster() throws -> Roster {
        if let roster {
            do {
                return try JSONDecoder().decode(Roster.self, from: Data(contentsOf: URL(filePath: roster)))
            } catch {
                throw Fault(
                    .sandboxData,
                    "cannot read the roster of forces `\(roster)`",
                    help: "it is written as the shipped `forces.json`",
                    cause: error
                )
            }
        }
        guard let shipped = Sandbox.roster else {
            throw Fault(.sandboxData, "there is no roster of forces", help: "give one with `--roster FILE`")
        }
        return try shipped()
    }
}

extension Sandbox {
    /// The folder of names and places that is shipped with the program.
    package static func shippedNames() throws -> URL {
        guard let folder = Bundle.module.resourceURL?.appending(path: "Names") else {
            throw Fault(.sandboxData, "the sandbox's names are not installed", help: "install the program again")
        }
        return folder
    }
}

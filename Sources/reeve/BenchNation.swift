import ArgumentParser
import CapabilityKit
import Federation
import Foundation
import Node
import Vocabulary

/// The command `reeve bench nation`.
struct BenchNation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nation",
        abstract: "Measure questions to all forces, with every node in this process.",
        discussion: """
            Makes the forces of `reeve demo` in a folder, or uses those that are there, and asks: one question after the
            other; so many a second; and with some forces that never answer. The nodes reach one another inside the
            process: rules, logs, databases and joining are as in service, certificates and signatures are not part of it.
            A question takes until every force has answered or its deadline has passed.

            A person takes about 4 KB of disk, and half as much again while the nation is made. A folder that was made once
            is used again.

            EXAMPLE
              reeve bench nation --people 43000 --data .reeve/bench-nation --json
            """
    )

    @Option(name: .customLong("data"), help: "The folder of the nodes; the nation lies beside it.")
    var data = ".reeve/bench-nation"

    @Option(help: "How many people in all, shared out by residents.")
    var people = 43_000

    @Option(help: "How many forces; all that there are when not given.")
    var forces: Int?

    @Option(help: "How many questions one after the other.")
    var questions = 100

    @Option(help: "How many questions a second, where many ask at once.")
    var rate = 20

    @Option(help: "For how many seconds.")
    var seconds = 10

    @Option(help: "How many forces never answer, in the last part.")
    var silent = 5

    @Flag(help: "Print JSON.")
    var json = false

    /// What was measured, in milliseconds.
    struct Result: Encodable {
        struct Part: Encodable {
            var questions: Int
            var p50: Double
            var p95: Double
            var slowest: Double
            /// Answers of the force itself, a question.
            var answers: Double
            /// Processor seconds, user and system, of all nodes together, a question.
            var cpuSeconds: Double
        }

        var forces: Int
        var people: Int
        var alone: Part
        var many: Part
        var manyPerSecond: Double
        var withSilent: Part
        var silent: Int
        /// Whether every question of the last part named all those that were silent.
        var allNamed: Bool
        var peakMB: Int

        /// The same for people.
        var lines: [String] {
            func text(_ name: String, _ part: Part) -> String {
                let times = [part.p50, part.p95, part.slowest].map { "\(Int($0.rounded()))" }.joined(separator: " / ")
                let cpu = (part.cpuSeconds * 1000).rounded() / 1000
                return "\(name): \(part.questions) questions, p50 / p95 / slowest \(times) ms, "
                    + "\((part.answers * 10).rounded() / 10) forces answered, \(cpu) s of processor each"
            }
            return [
                "\(forces) forces, \(people) people, \(peakMB) MB",
                text("one after the other", alone),
                text("\((manyPerSecond * 10).rounded() / 10) a second", many),
                text("with \(silent) silent forces, \(allNamed ? "" : "not ")all named", withSilent),
            ]
        }
    }

    func run() async throws {
        let all = try Rules.shippedRoster().forces(on: Building.systemClock().date)
            .filter { $0.category == "territorial" }.map(\.code)
        let demo = DemoNation(
            data: data,
            forces: Array(all.prefix(max(forces ?? all.count, 1))),
            people: people,
            keepsExports: false,
            isQuiet: json
        )
        try await demo.make()
        let ways = SilentWays(NeighbouringDesks(clock: Building.systemClock))
        let buildings = try await demo.open(by: ways, connect: { await ways.desks.connect($0, $1) })
        let result = try await measure(buildings, ways)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        if json {
            say(String(decoding: try encoder.encode(result), as: UTF8.self))
        } else {
            for line in result.lines { say(line) }
        }
        for building in buildings { try await building.close() }
    }

    private func measure(_ buildings: [Building], _ ways: SilentWays) async throws -> Result {
        for building in buildings { try await building.desk.makeReady() }
        // The first of each is made ready by it.
        for place in 0..<3 { _ = try await ask(place, buildings) }
        let alone = try await part(questions) { body in
            for place in 0..<questions { body(try await ask(place, buildings)) }
        }
        let began = ContinuousClock.now
        let many = try await part(rate * seconds) { body in
            try await withThrowingTaskGroup(of: Asked.self) { group in
                for place in 0..<rate * seconds {
                    let due = began + .seconds(1) * place / rate
                    group.addTask {
                        try await Task.sleep(until: due)
                        return try await ask(place, buildings)
                    }
                }
                for try await asked in group { body(asked) }
            }
        }
        let took = (ContinuousClock.now - began) / .milliseconds(1000)
        let holes = Set(buildings.dropFirst().prefix(silent).map(\.settings.force))
        await ways.silence(holes)
        var allNamed = true
        let withSilent = try await part(20) { body in
            for place in 0..<20 {
                let asked = try await ask(place, [buildings[0]])
                allNamed = allNamed && holes.allSatisfy { asked.missing.contains($0) }
                body(asked)
            }
        }
        return Result(
            forces: buildings.count,
            people: people,
            alone: alone,
            many: many,
            manyPerSecond: Double(rate * seconds) / took,
            withSilent: withSilent,
            silent: holes.count,
            allNamed: allNamed,
            peakMB: ProcessUse.peakMB
        )
    }

    private struct Asked: Sendable {
        var milliseconds: Double
        var answers: Int
        var missing: Set<ForceCode>
    }

    /// Puts one question from one force and waits until it has ended.
    private func ask(_ place: Int, _ buildings: [Building]) async throws -> Asked {
        let building = buildings[place % buildings.count]
        let officer = building.officers.first { $0.roles.contains("analyst") }
        guard let officer else { throw Fault(.officerUnknown, "no analyst is among the officers") }
        let words = "\(Self.given[place % Self.given.count]) \(Self.surnames[place / 3 % Self.surnames.count])"
        let requester = Requester(
            officer: officer,
            authority: Authority(purpose: "crime.investigate", reference: "WYP-20261121-\(1000 + place % 9000)")
        )
        let began = ContinuousClock.now
        let state = await (try await building.desk.askAll(words, limit: 20, for: requester)).ended()
        return Asked(
            milliseconds: (ContinuousClock.now - began) / .milliseconds(1),
            answers: state.forces.count { $0.state?.isReply ?? false },
            missing: Set(state.forces.filter { !($0.state?.isReply ?? false) }.map(\.force))
        )
    }

    private func part(_ count: Int, _ work: ((Asked) -> Void) async throws -> Void) async throws -> Result.Part {
        var all: [Asked] = []
        let used = ProcessUse.seconds
        try await work { all.append($0) }
        let times = all.map(\.milliseconds).sorted()
        func at(_ share: Double) -> Double {
            times.isEmpty ? 0 : times[min(times.count - 1, Int(Double(times.count) * share))]
        }
        return Result.Part(
            questions: count,
            p50: at(0.5),
            p95: at(0.95),
            slowest: times.last ?? 0,
            answers: Double(all.reduce(0) { $0 + $1.answers }) / Double(max(all.count, 1)),
            cpuSeconds: (ProcessUse.seconds - used) / Double(max(all.count, 1))
        )
    }

    private static let given = ["John", "Mary", "Ahmed", "Susan", "Daniel", "Priya", "Emma", "Oliver", "Aisha", "Jack"]
    private static let surnames = [
        "Smith", "Jones", "Khan", "Taylor", "Brown", "Okafor", "Williams", "Patel", "Wilson", "Evans", "Walker",
    ]
}

/// The way between the nodes of one process, on which some forces never answer.
private actor SilentWays: Peers {
    nonisolated let desks: NeighbouringDesks
    private var holes: Set<ForceCode> = []

    init(_ desks: NeighbouringDesks) { self.desks = desks }

    func silence(_ forces: Set<ForceCode>) { holes = forces }

    func ask(_ question: Question, of force: ForceCode) async -> Answer {
        await ask(question, of: force, attempt: 1, until: question.deadline)
    }

    func ask(_ question: Question, of force: ForceCode, attempt: Int, until: Timestamp) async -> Answer {
        guard holes.contains(force) else { return await desks.ask(question, of: force, attempt: attempt, until: until) }
        let wait = until.milliseconds - Building.systemClock().milliseconds
        try? await Task.sleep(for: .milliseconds(max(wait, 0)))
        return Answer(
            disclosure: question.disclosure,
            force: force,
            state: .timedOut,
            entry: 0,
            body: "",
            at: question.at
        )
    }

    func settle(_ settlement: Settlement, with force: ForceCode) async throws {
        if holes.contains(force) { throw Fault(.peerDown, "force `\(force)` cannot be reached") }
        try await desks.settle(settlement, with: force)
    }
}

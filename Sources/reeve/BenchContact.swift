import ArgumentParser
import CapabilityKit
import Capabilities
import Foundation
import Node
import Vocabulary

/// The command `reeve bench contact`.
struct BenchContact: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact",
        abstract:
            "Measure how soon after a call the first safety fact is there, with every force's node in this process.",
        discussion: """
            Makes the forces of `reeve demo` in a folder, or uses those that are there. Calls come to the first force from
            numbers of people of whom some force holds a warning, so many a minute, and each is asked of every force. The
            nodes reach one another inside the process: rules, logs, databases and joining are as in service, certificates
            and signatures are not part of it, nor is the browser.

            EXAMPLE
              reeve bench contact --people 43000 --data .reeve/bench-nation

            EXIT CODES
              0 measured, and 95 % within a second · 1 not within it · 70 fault
            """
    )

    @Option(name: .customLong("data"), help: "The folder of the nodes; the nation lies beside it.")
    var data = ".reeve/bench-nation"

    @Option(help: "How many people in all, shared out by residents.")
    var people = 43_000

    @Option(help: "How many calls a minute.")
    var rate = 30

    @Option(help: "How many calls in all.")
    var calls = 60

    /// What was measured, in milliseconds.
    struct Result: Encodable {
        var forces: Int
        var people: Int
        var calls: Int
        var callsPerMinute: Double
        /// Calls with a safety fact.
        var withFact: Int
        var p50: Double
        var p95: Double
        var slowest: Double
        /// Until every force had answered, 95 % of calls.
        var endedP95: Double
        /// Forces that answered, a call.
        var answered: Double
        /// Processor seconds, user and system, of all nodes together, a call.
        var cpuSeconds: Double
        var peakMB: Int
    }

    func run() async throws {
        let forces = try Rules.shippedRoster().forces(on: Building.systemClock().date)
            .filter { $0.category == "territorial" }.map(\.code)
        let demo = DemoNation(data: data, forces: forces, people: people)
        try await demo.make()
        let ways = NeighbouringDesks(clock: Building.systemClock)
        let buildings = try await demo.open(by: ways, connect: { await ways.connect($0, $1) })
        for building in buildings { try await building.desk.makeReady() }
        let result = try await measure(buildings)
        print(try CommandJSON.text(result))
        for building in buildings { try await building.close() }
        if result.p95 > 1_000 || result.withFact == 0 { throw ExitCode(1) }
    }

    private func measure(_ buildings: [Building]) async throws -> Result {
        let numbers = try await self.numbers(buildings)
        guard let home = buildings.first, !numbers.isEmpty,
            let taker = home.officers.first(where: { $0.roles.contains("call_taker") })
        else { throw Fault(.officerUnknown, "no call taker, or nobody with a warning and a number, is in the nation") }
        let authority = Authority(purpose: "incident.respond", reference: "night shift")
        let requester = Requester(officer: taker, authority: authority, isFresh: true)
        let desk = home.desk
        // The first of each is made ready by it.
        for number in numbers.prefix(2) {
            _ = try await Contact.timing(of: Contact.Call(line: "999", number: number), at: desk, for: requester)
        }
        let used = ProcessUse.seconds, began = ContinuousClock.now
        let pause = Duration.seconds(60) / rate
        let all = try await withThrowingTaskGroup(of: Contact.Timing.self) { group in
            for place in 0..<calls {
                let call = Contact.Call(line: "999", number: numbers[place % numbers.count])
                group.addTask {
                    try await Task.sleep(until: began + pause * place)
                    return try await Contact.timing(of: call, at: desk, for: requester)
                }
            }
            return try await group.reduce(into: [Contact.Timing]()) { $0.append($1) }
        }
        let took = (ContinuousClock.now - began) / .seconds(60)
        func at(_ share: Double, _ times: [Double]) -> Double {
            times.isEmpty ? 0 : times.sorted()[min(times.count - 1, Int(Double(times.count) * share))]
        }
        let first = all.compactMap(\.firstFact)
        return Result(
            forces: buildings.count,
            people: people,
            calls: all.count,
            callsPerMinute: Double(all.count) / took,
            withFact: first.count,
            p50: at(0.5, first),
            p95: at(0.95, first),
            slowest: first.max() ?? 0,
            endedP95: at(0.95, all.map(\.ended)),
            answered: Double(all.reduce(0) { $0 + $1.answered }) / Double(max(all.count, 1)),
            cpuSeconds: (ProcessUse.seconds - used) / Double(max(all.count, 1)),
            peakMB: ProcessUse.peakMB
        )
    }

    /// Numbers of people of whom some force holds a warning, of as many forces as there are.
    private func numbers(_ buildings: [Building]) async throws -> [String] {
        var found: [String] = []
        for building in buildings {
            guard let analyst = building.officers.first(where: { $0.roles.contains("analyst") }) else { continue }
            let authority = Authority(purpose: "crime.investigate", reference: "bench")
            let requester = Requester(officer: analyst, authority: authority, isFresh: true)
            var here: [String] = []
            for name in ["Smith", "Jones", "Khan", "Taylor", "Brown", "Okafor", "Patel"] where here.count < 2 {
                for hit in try await building.desk.search(name, limit: 50, for: requester).content {
                    let statements = hit.members.flatMap { [$0.nominal] + $0.statements }
                    guard statements.contains(where: { $0.record.id.kind == .marker }) else { continue }
                    here += statements.compactMap { $0.record[.phoneNumber] }.prefix(1)
                }
            }
            found += here.prefix(2)
        }
        return found
    }
}

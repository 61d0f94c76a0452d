import Foundation
import Vocabulary

extension Sandbox {
    /// Makes a nation and writes it, a block of households at a time.
    ///
    /// Bounded memory: at most ``window`` blocks of a few hundred people are held, whatever the size of the nation. A
    /// block depends on nothing but the plan and its own place, so blocks are made side by side and written in order.
    package struct Nation: Sendable {
        let plan: Plan

        /// Blocks made side by side.
        static let window = 8

        /// Plans a nation.
        ///
        /// - Parameters:
        ///   - forces: the forces it has, in the order in which they are numbered inside.
        ///   - people: how many people besides the cast.
        ///   - seed: the same seed makes the same bytes.
        ///   - asOf: the day on which the exports are taken, `2026-11-21`.
        ///   - names: the folder of names and places.
        /// - Throws: ``Fault`` when there is no such nation, or a table cannot be read.
        package init(forces: [Force], people: Int, seed: UInt64, asOf: String = "2026-11-21", names: URL) throws {
            guard !forces.isEmpty else { throw Fault(.sandboxPlan, "a nation needs at least one force") }
            guard (1...60_000_000).contains(people) else {
                throw Fault(.sandboxPlan, "`\(people)` people cannot be made", help: "from 1 to 60000000")
            }
            guard let day = Date(iso: asOf) else {
                throw Fault(.sandboxPlan, "`\(asOf)` is not a date", help: "such as `2026-11-21`")
            }
            let book = try NameBook(names)
            let places = try Gazetteer(names, forces: forces)
            let numbers = try NumberBook(names, seed: seed, people: people)
            let size = min(240, max(16, people / (forces.count * 4)))
            plan = Plan(
                seed: seed,
                people: people,
                forces: forces,
                asOf: day.number,
                names: book,
                places: places,
                numbers: numbers,
                lore: try Lore(names, forces: forces),
                cast: try Cast(names, forces: forces, places: places, numbers: numbers),
                mixes: forces.map { book.mix(of: $0.code.description) },
                blocks: Self.share((people + size - 1) / size, by: forces.map(\.population)),
                blockSize: size
            )
        }

        /// Shares blocks out among forces by residents: each block goes to the force furthest behind its share.
        private static func share(_ count: Int, by populations: [Int]) -> [Int] {
            var given = Array(repeating: 0, count: populations.count)
            return (0..<count).map { _ in
                var best = 0
                for force in populations.indices
                where populations[force] * (given[best] + 1) > populations[best] * (given[force] + 1) {
                    best = force
                }
                given[best] += 1
                return best
            }
        }

        /// Makes every block and writes it to the folder; says how many people are done as it goes.
        package func write(to folder: URL, progress: (Int) -> Void = { _ in }) async throws -> Summary {
            let press = try Press(plan, folder)
            for bundle in plan.cast.bundles { try press.write(bundle) }
            press.summary.people = plan.cast.people
            var next = 0
            while next < plan.blocks.count {
                try Task.checkCancellation()
                let range = next..<min(next + Self.window, plan.blocks.count)
                let made = await withTaskGroup(of: (Int, [Delivery]).self) { group in
                    for block in range {
                        group.addTask { @concurrent in (block, Block.make(block, plan)) }
                    }
                    var made = Array(repeating: [Delivery](), count: range.count)
                    for await (block, bundles) in group { made[block - range.lowerBound] = bundles }
                    return made
                }
                for bundles in made { for bundle in bundles { try press.write(bundle) } }
                next = range.upperBound
                progress(min(plan.people, next * plan.blockSize))
            }
            press.summary.people += plan.people
            return try press.finish()
        }
    }

    /// Making one block: people, the systems they are in, what happened to them, and what was written down.
    enum Block {
        static func make(_ block: Int, _ plan: Plan) -> [Delivery] {
            let force = plan.blocks[block]
            let count = min(plan.blockSize, plan.people - block * plan.blockSize)
            let first = plan.cast.people + 1 + block * plan.blockSize
            var settler = Settler(plan, force: force, first: first, stream: UInt64(block) * 4)
            var people = settler.settle(count)
            plant(&people, block, plan)
            var registrar = Registrar(plan: plan, dice: Dice(seed: plan.seed, stream: UInt64(block) * 4 + 1))
            var scribe = Scribe(plan: plan, dice: Dice(seed: plan.seed, stream: UInt64(block) * 4 + 2))
            var dice = Dice(seed: plan.seed, stream: UInt64(block) * 4 + 3)
            return registrar.register(people).map { batch in
                var teller = Teller(plan, people: people, batch: batch, dice: Dice(seed: dice.next()))
                let told = teller.tell()
                let shape = told.inCalls ? Shape.cad : plan.lore.systems[told.force].shape
                var bundle = Delivery(force: told.force, inCalls: told.inCalls, events: told.events)
                bundle.reports = told.slots.map { scribe.report($0, people[$0.citizen], shape: shape) }
                if !told.inCalls { link(&bundle, told.slots, people) }
                return bundle
            }
        }

        /// For every pair of forces somebody known to both, and to a third where there is one.
        private static func plant(_ people: inout [Citizen], _ block: Int, _ plan: Plan) {
            let count = plan.forces.count
            let pairs = count * (count - 1) / 2
            var candidates = people.indices.filter { (19...60).contains(people[$0].age(on: plan.asOf)) }[...]
            var pair = block
            while pair < pairs, let person = candidates.popFirst() {
                var (low, rest) = (0, pair)
                while rest >= count - 1 - low {
                    rest -= count - 1 - low
                    low += 1
                }
                let high = low + 1 + rest
                let third = (0..<count).first { $0 != low && $0 != high }
                people[person].knownIn = [low, high] + (third.map { [$0] } ?? [])
                people[person].offending = max(1, people[person].offending)
                if people[person].pncID.isEmpty {
                    let year = Days.date(people[person].born).year + 18
                    people[person].pncID = plan.numbers.pncID(people[person].number, year: year)
                }
                pair += plan.blocks.count
            }
        }

        /// Ties that the system has written down between its own nominals: family and shared homes, some of the time.
        private static func link(_ bundle: inout Delivery, _ slots: [Slot], _ people: [Citizen]) {
            for index in slots.indices.dropFirst() {
                let person = people[slots[index].citizen]
                for other in max(0, index - 5)..<index {
                    let relative = people[slots[other].citizen]
                    guard relative.household == person.household, relative.number != person.number,
                        (person.number &+ relative.number) % 3 != 0
                    else { continue }
                    bundle.reports[index].links.append(
                        .init(other: other, relation: relation(of: person, to: relative))
                    )
                }
            }
        }

        private static func relation(of person: Citizen, to other: Citizen) -> Report.Relation {
            switch (person.place, other.place) {
            case (.child, .adult), (.child, .partner): .child
            case (.adult, .child), (.partner, .child): .parent
            case (.child, .child): .sibling
            case (.partner, .adult), (.adult, .partner): .partner
            case (.sharer, _), (_, .sharer): .housemate
            default: .relative
            }
        }
    }
}

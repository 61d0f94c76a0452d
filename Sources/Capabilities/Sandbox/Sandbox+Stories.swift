import Vocabulary

extension Sandbox {
    /// Tells what happened to the people of a batch, so that each record has its reason.
    struct Teller {
        let plan: Plan
        let people: [Citizen]
        var dice: Dice
        var batch: Batch
        private let choices: [Weighted<Int>]
        private let planted: [String: Int]

        /// Prepares to tell the stories of a batch of one block.
        init(_ plan: Plan, people: [Citizen], batch: Batch, dice: Dice) {
            self.plan = plan
            self.people = people
            self.batch = batch
            self.dice = dice
            let stories = plan.lore.stories
            choices = [
                Weighted(stories.indices.map { ($0, stories[$0].weight) }),
                Weighted(stories.indices.map { ($0, Self.startsWithCall(stories[$0]) ? stories[$0].weight : 0) }),
            ]
            planted = Dictionary(
                stories.indices.filter { stories[$0].scope == .planted }.map { (stories[$0].name, $0) },
                uniquingKeysWith: { first, _ in first }
            )
        }

        private static func startsWithCall(_ story: Story) -> Bool {
            story.eventClass != "stop" && story.eventClass != "custody"
        }

        /// Gives every slot at least one event.
        mutating func tell() -> Batch {
            for slot in batch.slots.indices {
                if batch.inCalls {
                    if batch.slots[slot].involvements.isEmpty { tellOne(slot) }
                    continue
                }
                let person = people[batch.slots[slot].citizen]
                if person.exploited { tellExploitation(slot, person) }
                let wanted = 1 + (dice.chance(380) ? 1 : 0) + (dice.chance(140) ? 1 : 0) + person.offending / 2
                var tries = 0
                while batch.slots[slot].involvements.count < wanted, tries < 6 {
                    tellOne(slot)
                    tries += 1
                }
                let kind = person.exploited ? "child" : "offender"
                if person.exploited || person.offending > 0, dice.chance(person.exploited ? 600 : 300) {
                    report(slot, kind)
                }
            }
            return batch
        }

        private func citizen(_ slot: Int) -> Citizen { people[batch.slots[slot].citizen] }

        /// One more event for a slot, of a kind that suits the person's age and ways.
        private mutating func tellOne(_ slot: Int) {
            let stories = plan.lore.stories
            let first = batch.slots[slot].created
            let last = plan.asOf * 1440 - 90
            let again = !batch.slots[slot].involvements.isEmpty
            let start = again ? dice.between(first, last) / 1440 * 1440 + Registrar.minuteOfDay(&dice) : first
            for attempt in 0..<24 {
                guard let choice = choices[batch.inCalls ? 1 : 0].draw(&dice) else { return }
                let story = stories[choice]
                guard let part = part(of: story, for: slot, day: start / 1440, strict: attempt < 12) else { continue }
                guard let cast = fill(story, principal: slot, part: part, day: start / 1440) else { continue }
                happen(story, start: min(max(start, first), last), cast: cast)
                return
            }
            // A person too young or old for anything else is somebody an officer was worried about.
            if let story = stories.first(where: { $0.name == "child-concern" }) {
                happen(story, start: min(max(start, first), last), cast: [(slot, .vulnerable)])
            }
        }

        private mutating func part(of story: Story, for slot: Int, day: Int, strict: Bool) -> Int? {
            let person = citizen(slot)
            let age = person.age(on: day)
            let offset = dice.below(story.parts.count)
            for step in story.parts.indices {
                let index = (offset + step) % story.parts.count
                let part = story.parts[index]
                guard part.ages.contains(age) else { continue }
                let accused = part.role == .suspect || part.role == .arrested
                let searched = story.eventClass == "stop"
                if strict, accused || searched, story.scope != .household, person.offending == 0, !dice.chance(40) {
                    continue
                }
                if strict, !accused, person.offending > 0, dice.chance(550) { continue }
                return index
            }
            return nil
        }

        private mutating func fill(_ story: Story, principal: Int, part: Int, day: Int) -> [(Int, Role)]? {
            var cast: [(Int, Role)] = [(principal, story.parts[part].role)]
            for (index, other) in story.parts.enumerated() where index != part {
                if other.optional, dice.chance(350) { continue }
                if let found = partner(of: principal, story.scope, other, day: day, taken: cast) {
                    cast.append((found, other.role))
                } else if !other.optional, story.scope == .household || !dice.chance(250) {
                    return nil
                }
            }
            return cast
        }

        private mutating func partner(
            of principal: Int,
            _ scope: Story.Scope,
            _ part: Story.Part,
            day: Int,
            taken: [(Int, Role)]
        ) -> Int? {
            let household = citizen(principal).household
            let accused = part.role == .suspect
            let count = batch.slots.count
            let reach = min(count, scope == .household ? 12 : 40)
            let offset = scope == .household ? max(0, principal - 6) : dice.below(count)
            for step in 0..<reach {
                let candidate = (offset + step) % count
                let slot = batch.slots[candidate]
                let person = people[slot.citizen]
                guard candidate != principal, (person.household == household) == (scope == .household),
                    part.ages.contains(person.age(on: day)), person.born + 30 < day,
                    !taken.contains(where: { batch.slots[$0.0].citizen == slot.citizen }),
                    !batch.inCalls || slot.involvements.isEmpty
                else { continue }
                if accused, scope != .household, person.offending == 0 { continue }
                return candidate
            }
            return nil
        }

        /// Writes the event down and ties the people to it.
        @discardableResult
        private mutating func happen(_ story: Story, start: Int, cast: [(Int, Role)]) -> Int {
            let principal = citizen(cast[0].0)
            let home = principal.home(on: start / 1440)
            let here = home.force == batch.force
            let address =
                story.place != "home"
                ? plan.places.street(batch.force, town: here ? home.town : nil, &dice)
                : here ? home : plan.places.home(batch.force, &dice)
            let item = plan.lore.word("item", &dice)
            let outcome = outcome(of: story, accused: cast.contains { $0.1 == .suspect || $0.1 == .arrested })
            let recent = start / 1440 > plan.asOf - 60
            let event = batch.events.count
            batch.events.append(
                Happening(
                    eventClass: batch.inCalls ? "incident" : story.eventClass,
                    type: story.type,
                    start: start,
                    end: min(start + dice.between(10, 300), plan.asOf * 1440 - 5),
                    address: address,
                    summary: Sandbox.filled(
                        story.summary,
                        item: item,
                        address: address,
                        town: plan.places.towns[address.town].name
                    ),
                    outcome: recent && story.eventClass == "crime" && dice.chance(500)
                        ? "under investigation" : outcome,
                    sensitive: story.scope == .planted || story.type.hasPrefix("Domestic"),
                    number: principal.phone,
                    grade: dice.between(1, 4)
                )
            )
            let settled = batch.events[event].outcome
            for (slot, role) in cast {
                batch.slots[slot].created = min(batch.slots[slot].created, start)
                batch.slots[slot].involvements.append(Involvement(event: event, role: role))
                guard !batch.inCalls, role == .suspect || role == .arrested,
                    settled == "charged" || settled == "cautioned"
                else { continue }
                let person = citizen(slot)
                var further = Involvement(event: event, role: settled == "charged" ? .charged : .cautioned)
                if settled == "charged" {
                    further.summons = plan.numbers.arrestSummons(
                        person.number * 7 + event,
                        year: Days.date(start / 1440).year,
                        force: plan.forces[batch.force].code.description
                    )
                }
                batch.slots[slot].involvements.append(further)
            }
            return event
        }

        /// How it ended: a call in the call-taker's words; nobody is charged where nobody is suspected.
        private mutating func outcome(of story: Story, accused: Bool) -> String {
            if batch.inCalls { return plan.lore.word("result", &dice) }
            let settled: Set = ["charged", "cautioned", "community resolution"]
            let fitting = story.outcomes.filter { accused || story.eventClass != "crime" || !settled.contains($0) }
            return dice.pick(fitting) ?? "under investigation"
        }

        /// A county-lines child: missing at home; suspect and victim in one event in another force's area.
        private mutating func tellExploitation(_ slot: Int, _ person: Citizen) {
            let stories = plan.lore.stories
            let start = min(batch.slots[slot].created, plan.asOf * 1440 - 1440)
            let away = person.home(on: start / 1440).force != batch.force
            guard let place = planted[away ? "cl-supply" : "cl-missing"],
                (13...17).contains(person.age(on: start / 1440))
            else { return }
            let story = stories[place]
            guard let cast = fill(story, principal: slot, part: 0, day: start / 1440) else { return }
            let event = happen(story, start: start, cast: cast)
            if away { batch.slots[slot].involvements.append(Involvement(event: event, role: .victim)) }
        }

        /// An intelligence report, graded 3x5x2.
        private mutating func report(_ slot: Int, _ kind: String) {
            guard let text = plan.lore.intelligence[kind]?.draw(&dice) else { return }
            let place = plan.places.street(batch.force, &dice)
            let source: Grading.SourceReliability =
                dice.chance(300) ? .reliable : dice.chance(850) ? .untested : .notReliable
            let assessments: [Grading.Assessment] = [
                .knownDirectly, .corroborated, .knownIndirectly, .notKnown, .suspectedFalse,
            ]
            let roll = dice.below(100)
            let assessment = assessments[roll < 12 ? 0 : roll < 30 ? 1 : roll < 62 ? 2 : roll < 96 ? 3 : 4]
            let day = plan.asOf - 1 - dice.below(dice.between(2, 365 * 5))
            batch.slots[slot].intelligence.append(
                Intelligence(
                    reported: day * 1440 + Registrar.minuteOfDay(&dice),
                    grading: Grading(
                        source: source,
                        intelligence: assessment,
                        handling: dice.chance(780) ? .permitted : .conditions
                    ),
                    text: Sandbox.filled(text, item: "", address: place, town: plan.places.towns[place.town].name)
                )
            )
        }
    }

    /// A sentence with its street, town and thing put in.
    static func filled(_ text: String, item: String, address: Address, town: String) -> String {
        guard text.utf8.contains(0x7B) else { return text }
        let capital = item.prefix(1).uppercased() + item.dropFirst()
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            switch rest[rest.index(after: open)..<close] {
            case "item": filled += item
            case "Item": filled += capital
            case "town": filled += town
            default: filled += address.street
            }
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}

import Vocabulary

extension Sandbox {
    /// One person's entry in one system of one force: what will be one record.
    struct Slot: Sendable {
        /// Index of the person in the block.
        var citizen: Int
        var force: Int
        /// In the command-and-control system rather than the records system.
        var inCalls: Bool
        /// When the record was made, in minutes since 1970, UTC.
        var created: Int
        var involvements: [Involvement] = []
        var intelligence: [Intelligence] = []
    }

    /// What a person was in one event.
    struct Involvement: Sendable {
        /// Index of the event in the batch.
        var event: Int
        var role: Role
        var summons = ""
    }

    /// An intelligence report about one person.
    struct Intelligence: Sendable {
        var reported: Int
        var grading: Grading
        var text: String
    }

    /// One thing that happened.
    struct Happening: Sendable {
        /// The source's own key, where the cast names one.
        var key = ""
        var eventClass: String
        var type: String
        /// Minutes since 1970, UTC.
        var start: Int
        var end: Int
        var address: Address
        var summary: String
        var outcome: String
        var sensitive: Bool
        /// The number a call came from.
        var number: NumberBook.Phone?
        /// 1 to 4: how soon an officer is needed; for calls.
        var grade = 3
    }

    /// One block's entries in one system, before they are written down.
    struct Batch: Sendable {
        var force: Int
        var inCalls: Bool
        var slots: [Slot] = []
        var events: [Happening] = []
    }

    /// Decides in which systems people have records, and when they were made.
    struct Registrar {
        let plan: Plan
        var dice: Dice

        /// One to four records for each person, most often one; those in trouble and those who move have more.
        mutating func register(_ people: [Citizen]) -> [Batch] {
            var slots: [Slot] = []
            for (index, person) in people.enumerated() {
                var wanted = 1
                let roll = dice.below(1000)
                if roll >= 530 { wanted = roll < 800 ? 2 : roll < 930 ? 3 : 4 }
                if person.age(on: plan.asOf) < 10 { wanted = min(wanted, 2) }
                if person.exploited { wanted = max(wanted, 3) }
                wanted = max(min(4, wanted + person.offending), person.knownIn.count)
                let first = slots.count
                for force in person.knownIn {
                    slots.append(slot(index, person, force: force, inCalls: false))
                }
                while slots.count - first < wanted {
                    let made = draw(index, person, earlier: slots[first...])
                    slots.append(made)
                }
            }
            return batches(slots)
        }

        private mutating func slot(_ index: Int, _ person: Citizen, force: Int, inCalls: Bool) -> Slot {
            let span = min(365 * 8, max(2, plan.asOf - person.born - 7))
            let ago = 1 + dice.below(dice.between(2, span))
            return Slot(
                citizen: index,
                force: force,
                inCalls: inCalls,
                created: (plan.asOf - ago) * 1440 + Self.minuteOfDay(&dice)
            )
        }

        private mutating func draw(_ index: Int, _ person: Citizen, earlier: ArraySlice<Slot>) -> Slot {
            var made = slot(index, person, force: 0, inCalls: dice.chance(200))
            let home = person.home(on: made.created / 1440).force
            made.force = home
            if person.exploited, !earlier.isEmpty, dice.chance(600) {
                made.force = plan.places.elsewhere[home].draw(&dice) ?? home
                made.inCalls = false
            } else if dice.chance(180) {
                let other =
                    dice.chance(500) ? plan.places.elsewhere[home].draw(&dice) : dice.pick(person.stays)?.address.force
                made.force = other ?? home
            }
            if !made.inCalls, earlier.contains(where: { $0.force == made.force && !$0.inCalls }), dice.chance(450) {
                made.inCalls = true
            }
            return made
        }

        /// A minute of the day: more in the evening than in the small hours.
        static func minuteOfDay(_ dice: inout Dice) -> Int {
            let hour = dice.chance(550) ? dice.between(14, 23) : dice.below(24)
            return hour * 60 + dice.below(60)
        }

        /// The slots by force and system, in order of force, records before calls, people in order.
        private func batches(_ slots: [Slot]) -> [Batch] {
            var groups: [[Slot]] = Array(repeating: [], count: plan.forces.count * 2)
            for slot in slots { groups[slot.force * 2 + (slot.inCalls ? 1 : 0)].append(slot) }
            return groups.enumerated().compactMap { place, slots in
                slots.isEmpty ? nil : Batch(force: place / 2, inCalls: place % 2 == 1, slots: slots)
            }
        }
    }
}

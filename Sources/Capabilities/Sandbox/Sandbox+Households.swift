import Vocabulary

extension Sandbox {
    /// Makes a block of people: whole households, one after another, in one force's area.
    struct Settler {
        let plan: Plan
        let force: Int
        var dice: Dice
        var people: [Citizen] = []
        private var household = 0
        private var next: Int

        /// A block of `count` people whose numbers start at `first`.
        init(_ plan: Plan, force: Int, first: Int, stream: UInt64) {
            self.plan = plan
            self.force = force
            next = first
            dice = Dice(seed: plan.seed, stream: stream)
        }

        /// Settles `count` people.
        mutating func settle(_ count: Int) -> [Citizen] {
            while people.count < count { settleHousehold(room: count - people.count) }
            return people
        }

        private mutating func settleHousehold(room: Int) {
            household += 1
            let start = people.count
            let community = plan.mixes[force].draw(&dice) ?? 0
            let age = dice.between(plan.lore.ages.draw(&dice) ?? 18...80)
            let kind = dice.below(1000)
            switch kind {
            case _ where room == 1 || kind < 290: addAdult(community, age: age)
            case ..<480: addCouple(community, age: age)
            case ..<760 where age < 62: addFamily(community, age: age, children: dice.between(1, 4), room: room)
            case ..<870 where age < 58: addLoneParent(community, age: age, room: room)
            case ..<930: addSharers(room: room)
            case _ where age < 55: addThreeGenerations(community, age: age, room: room)
            default: addCouple(community, age: age)
            }
            house(start..<people.count)
            for index in start..<people.count { equip(index, head: start) }
        }

        private mutating func born(age: Int) -> Int {
            let today = Days.date(plan.asOf)
            let born = Days.number(today.year - age - 1, today.month, min(today.day, 28)) + 1 + dice.below(365)
            return min(born, plan.asOf - 40)
        }

        @discardableResult
        private mutating func add(_ community: Int, sex: Int, born: Int, surname: String, place: Citizen.Place) -> Int {
            let kin = plan.names.communities[community]
            let year = Days.date(born).year
            var given = [plan.names.given(community, sex: sex, year: year, &dice)]
            var surname = plan.names.surname(surname, community, borneBy: sex)
            switch kin.structure {
            case .sikh:
                if surname != "Singh", surname != "Kaur", dice.chance(620) { given.append(sex == 0 ? "Singh" : "Kaur") }
            case .muslim:
                if sex == 0, !given[0].hasPrefix("Mo"), !given[0].hasPrefix("Mu"), dice.chance(230) {
                    given.insert(dice.pick(["Mohammed", "Muhammad", "Mohammad"]) ?? "Mohammed", at: 0)
                } else if sex == 1, dice.chance(year < 1975 ? 480 : 130) {
                    surname = kin.name == "bangladeshi" ? dice.pick(["Begum", "Khatun"]) ?? "Begum" : "Bibi"
                }
            case .chinese:
                let second = plan.names.given(community, sex: sex, year: year, &dice)
                if second != given[0], dice.chance(700) { given.append(second) }
            case .patronymic:
                given.append(plan.names.given(community, sex: 0, year: year - 28, &dice))
            case .family, .slavic:
                if dice.chance(640) {
                    let second = plan.names.given(community, sex: sex, year: year - 20, &dice)
                    if second != given[0] { given.append(second) }
                    if dice.chance(90) {
                        given.append(plan.names.given(community, sex: sex, year: year - 30, &dice))
                    }
                }
            }
            let nickname = dice.chance(450) ? dice.pick(plan.names.nicknames(of: given[0])) : nil
            let ethnicity = dice.chance(100) ? dice.pick(["M1", "M2", "M3", "M9", "W9", "A9"]) ?? "M9" : kin.ethnicity
            people.append(
                Citizen(
                    number: next,
                    sex: sex,
                    born: born,
                    community: community,
                    given: given,
                    surname: surname,
                    nickname: nickname,
                    ethnicity: ethnicity,
                    household: household,
                    place: place
                )
            )
            next += 1
            return people.count - 1
        }

        @discardableResult
        private mutating func addAdult(
            _ community: Int,
            age: Int,
            sex: Int? = nil,
            place: Citizen.Place = .adult
        ) -> Int {
            let surname = plan.names.surname(community, &dice)
            return add(community, sex: sex ?? dice.below(2), born: born(age: age), surname: surname, place: place)
        }

        @discardableResult
        private mutating func addCouple(_ community: Int, age: Int) -> (Int, Int) {
            let husband = addAdult(community, age: age, sex: 0)
            let other = dice.chance(870) ? community : plan.mixes[force].draw(&dice) ?? community
            let wife = addAdult(
                other,
                age: max(18, age + dice.between(-6, 4)),
                sex: dice.chance(970) ? 1 : 0,
                place: .partner
            )
            let married = dice.chance(680)
            if married, people[wife].sex == 1, plan.names.communities[other].takesHusbandsName, dice.chance(800) {
                let own = people[wife].surname
                let taken = plan.names.surname(people[husband].surname, community, borneBy: 1)
                people[wife].formerSurname = own
                people[wife].surname = dice.chance(110) && !own.contains("-") ? "\(own)-\(taken)" : taken
                let first = people[wife].born + 21 * 365
                people[wife].renamed = dice.between(first, max(first, plan.asOf - 200))
            }
            return (husband, wife)
        }

        private mutating func addFamily(_ community: Int, age: Int, children: Int, room: Int) {
            let (father, mother) = addCouple(community, age: min(age, 61))
            guard room > 2 else { return }
            addChildren(children, father: father, mother: mother, room: room - 2)
        }

        private mutating func addLoneParent(_ community: Int, age: Int, room: Int) {
            let parent = addAdult(community, age: age, sex: dice.chance(880) ? 1 : 0)
            addChildren(dice.between(1, 3), father: parent, mother: parent, room: room - 1)
        }

        private mutating func addChildren(_ count: Int, father: Int, mother: Int, room: Int) {
            let (dad, mum) = (people[father], people[mother])
            let kin = plan.names.communities[dad.community]
            let motherAge = mum.age(on: plan.asOf)
            var surname = dad.surname
            if kin.structure == .slavic, surname.hasSuffix("ska") || surname.hasSuffix("cka") {
                surname = surname.dropLast() + "i"
            }
            if kin.structure == .patronymic, dad.given.count > 1, dad.sex == 0 { surname = dad.given[1] }
            if father != mother, kin.structure == .family, dice.chance(60), mum.formerSurname == nil,
                !mum.surname.contains("-"),
                mum.surname != dad.surname
            {
                surname = "\(mum.surname)-\(dad.surname)"
            }
            var twinOf: Int?
            for index in 0..<min(count, room) {
                let age = min(max(0, motherAge - 17), dice.between(0, min(24, max(0, motherAge - 17))))
                var birthday = born(age: age)
                if let twinOf, dice.chance(45) { birthday = people[twinOf].born }
                let sex = dice.below(2)
                let child = add(dad.community, sex: sex, born: birthday, surname: surname, place: .child)
                if kin.structure == .patronymic, dad.sex == 0 {
                    people[child].given = [people[child].given[0], dad.given[0]]
                } else if index == 0, sex == 0, dad.sex == 0, dice.chance(60) {
                    people[child].given[0] = dad.given[0]
                }
                if let twinOf, people[twinOf].born == people[child].born,
                    people[twinOf].given[0] == people[child].given[0]
                {
                    people[child].given[0] = plan.names.given(
                        dad.community,
                        sex: sex,
                        year: Days.date(birthday).year,
                        &dice
                    )
                }
                twinOf = child
            }
        }

        private mutating func addSharers(room: Int) {
            for _ in 0..<min(room, dice.between(3, 5)) {
                let community = plan.mixes[force].draw(&dice) ?? 0
                addAdult(community, age: dice.between(18, 36), place: .sharer)
            }
        }

        private mutating func addThreeGenerations(_ community: Int, age: Int, room: Int) {
            let (father, mother) = addCouple(community, age: max(25, age))
            guard room > 3 else { return }
            let elder = people[father].age(on: plan.asOf) + dice.between(20, 32)
            let sex = dice.below(2)
            add(community, sex: sex, born: born(age: min(97, elder)), surname: people[father].surname, place: .elder)
            addChildren(dice.between(1, 4), father: father, mother: mother, room: room - 3)
        }
    }
}

extension Sandbox.Dice {
    /// A whole number of a range.
    mutating func between(_ range: ClosedRange<Int>) -> Int { between(range.lowerBound, range.upperBound) }
}

import Vocabulary

extension Sandbox.Settler {
    /// Gives a household its home, and its grown members the homes they had before.
    mutating func house(_ members: Range<Int>) {
        let today = plan.asOf
        let current = plan.places.home(force, &dice)
        let since = today - dice.between(20, 365 * 12)
        let before = earlierHomes(count: dice.chance(550) ? dice.between(1, 2) : 0, until: since)
        for index in members {
            let person = people[index]
            let age = person.age(on: today)
            var stays: [Sandbox.Citizen.Stay] = []
            let apart = person.place == .sharer || person.place == .partner && dice.chance(500)
            if age > 19 && apart || age > 24 && dice.chance(150) {
                stays = earlierHomes(count: dice.between(1, 3), until: since)
            } else {
                stays = before
            }
            stays.append(.init(from: since, address: current))
            // Nobody has lived anywhere before being born.
            while stays.count > 1, stays[1].from <= person.born { stays.removeFirst() }
            stays[0].from = max(stays[0].from, person.born)
            people[index].stays = stays
        }
    }

    private mutating func earlierHomes(count: Int, until: Int) -> [Sandbox.Citizen.Stay] {
        var stays: [Sandbox.Citizen.Stay] = []
        var end = until
        var place = force
        for _ in 0..<count {
            end -= dice.between(150, 365 * 5)
            if dice.chance(300) { place = plan.places.elsewhere[force].draw(&dice) ?? force }
            stays.insert(.init(from: end, address: plan.places.home(place, &dice)), at: 0)
        }
        return stays
    }

    /// Gives a person work, telephone, e-mail, vehicle and whatever brings them to notice.
    mutating func equip(_ index: Int, head: Int) {
        let today = plan.asOf
        let person = people[index]
        let age = person.age(on: today)
        let number = person.number
        if age >= 16 {
            people[index].occupation = age > 67 ? "Retired" : age < 19 ? "Student" : plan.lore.word("occupation", &dice)
        }
        if age >= 12, dice.chance(plan.numbers.phonesPerMille) {
            people[index].phone = plan.numbers.phone(number)
            if dice.chance(120) { people[index].olderPhone = plan.numbers.phone(number + plan.people / 2 + 1) }
        } else if age < 18, let phone = people[head].phone, dice.chance(400) {
            people[index].phone = phone
        }
        if age >= 14, dice.chance(450) {
            let first = Sandbox.plain(person.given[0]), last = Sandbox.plain(person.surname)
            let year = Sandbox.padded(Sandbox.Days.date(person.born).year % 100, 2)
            let host = plan.lore.word("email", &dice)
            let name = dice.pick([
                "\(first).\(last)\(year)", "\(first.prefix(1))\(last)\(number % 1000)", "\(last)\(first)\(year)",
            ])
            people[index].email = "\(name ?? first)@\(host)"
        }
        if age >= 17, age < 88, dice.chance(330), let model = plan.lore.vehicles.draw(&dice) {
            people[index].vehicle = Sandbox.Vehicle(
                mark: plan.numbers.mark(number, letter: plan.lore.systems[force].plateLetter),
                make: model[0],
                model: model[1],
                colour: plan.lore.word("colour", &dice),
                from: max(person.born + 17 * 365, today - dice.between(10, 365 * 6))
            )
        }
        trouble(index, age: age)
    }

    private mutating func trouble(_ index: Int, age: Int) {
        let sexFactor = people[index].sex == 0 ? 3 : 1
        let ageFactor = age < 12 ? 0 : age < 18 ? 34 : age < 30 ? 48 : age < 45 ? 38 : age < 65 ? 17 : 4
        if dice.chance(sexFactor * ageFactor) { people[index].offending = dice.chance(300) ? 2 : 1 }
        if (13...17).contains(age), people[index].place == .child, dice.chance(45) { people[index].exploited = true }
        addFiles(index)
        let chance = people[index].offending * 320 + (people[index].exploited ? 500 : 0) + 30
        if age >= 10, dice.chance(chance) {
            for _ in 0..<(dice.chance(300) ? 2 : 1) { addWarning(index) }
        }
    }

    /// Gives PNC and CRO numbers to people who have been arrested.
    mutating func addFiles(_ index: Int) {
        let person = people[index]
        guard person.offending > 0, person.pncID.isEmpty else { return }
        let today = Sandbox.Days.date(plan.asOf).year
        let year = dice.between(max(Sandbox.Days.date(person.born).year + 12, today - 25), today)
        people[index].pncID = plan.numbers.pncID(person.number, year: year)
        if dice.chance(550) { people[index].croNumber = plan.numbers.croNumber(person.number, year: year) }
    }

    /// Gives a warning; about one in five is overdue for review.
    mutating func addWarning(_ index: Int) {
        guard let kind = plan.lore.warnings.draw(&dice) else { return }
        guard !people[index].warnings.contains(where: { $0.code == kind.code }) else { return }
        let from = max(people[index].born + 3650, plan.asOf - dice.between(5, kind.reviewMonths * 39))
        people[index].warnings.append(
            Sandbox.Warning(
                code: kind.code,
                type: kind.type,
                detail: dice.pick(kind.details) ?? kind.type,
                from: from,
                review: from + kind.reviewMonths * 30,
                expires: kind.expires ? from + dice.between(180, 900) : nil,
                confirmed: dice.chance(780)
            )
        )
    }
}

extension Sandbox {
    /// The ASCII lower-case letters of a name, for e-mail addresses.
    static func plain(_ name: String) -> String {
        String(name.lowercased().filter { $0.isASCII && $0.isLetter })
    }
}

import Vocabulary

extension Sandbox {
    /// Writes down what a system would hold of a person, with the mistakes that real systems hold.
    ///
    /// Rates are in a thousand records, set from what is generally reported of police and health registers; they are
    /// approximations. Calls are taken in a hurry: there dates are mostly missing and names shorter.
    struct Scribe {
        let plan: Plan
        var dice: Dice

        /// The record of one slot.
        mutating func report(_ slot: Slot, _ person: Citizen, shape: Shape) -> Report {
            let day = slot.created / 1440
            let calls = slot.inCalls
            let updated = min(plan.asOf * 1440 - 30, slot.created + (dice.chance(600) ? 0 : dice.below(900) * 1440))
            let known = dice.chance(350) ? updated / 1440 : day
            let sex = person.sex + 1
            var report = Report(
                person: person.number,
                surname: person.surname(on: known),
                first: person.given.first ?? "",
                others: person.given.dropFirst().joined(separator: " "),
                born: Days.date(person.born),
                sex: sex,
                age: nil,
                ethnicity: dice.chance(170) ? (dice.chance(500) ? "NS" : "") : person.ethnicity,
                occupation: dice.chance(400) ? person.occupation : "",
                created: slot.created,
                updated: updated,
                review: day + 365 * 6 + dice.below(365)
            )
            report.involvements = slot.involvements
            report.intelligence = slot.intelligence
            report.sensitive = person.exploited || !slot.intelligence.isEmpty
            writeNames(&report, person, calls: calls, known: known)
            writeBirth(&report, person, calls: calls, on: known)
            if dice.chance(calls ? 120 : 14) {
                report.sex = dice.chance(500) ? 9 : 0
                report.slips.insert(.sexMissing)
            } else if dice.chance(3) {
                report.sex = 3 - sex
                report.slips.insert(.sexWrong)
            }
            writeHomes(&report, person, calls: calls, known: known)
            writeContacts(&report, person, calls: calls, known: known)
            guard !calls else { return report }
            if dice.chance(person.offending > 0 ? 820 : 0) {
                report.pncID = person.pncID
                if dice.chance(120), !report.pncID.isEmpty { report.pncID = shortened(report.pncID) }
                if dice.chance(700) { report.croNumber = person.croNumber }
            }
            for warning in person.warnings where dice.chance(620) { report.warnings.append(warning) }
            if let vehicle = person.vehicle, dice.chance(420) {
                report.vehicle = vehicle
                report.driver = dice.chance(150)
            }
            return report
        }

        /// `2009/0012345X` as it is spoken: `09/12345X`.
        private func shortened(_ id: String) -> String {
            let parts = id.split(separator: "/")
            guard parts.count == 2 else { return id }
            return "\(parts[0].suffix(2))/\(parts[1].drop { $0 == "0" })"
        }

        // MARK: - Date of birth

        private mutating func writeBirth(_ report: inout Report, _ person: Citizen, calls: Bool, on day: Int) {
            let truth = Days.date(person.born)
            let roll = dice.below(1000)
            if calls ? roll < 560 : roll < 38 {
                report.born = nil
                report.slips.insert(.dateMissing)
                if calls, dice.chance(450) {
                    let age = person.age(on: day)
                    report.age = dice.chance(500) ? age : max(1, age + dice.between(-3, 3))
                }
                return
            }
            var written = truth
            switch dice.below(1000) {
            case 0..<14 where truth.day <= 12 && truth.day != truth.month:
                written = Date(year: truth.year, month: truth.day, day: truth.month)
                report.slips.insert(.dateSwapped)
            case 14..<22:
                written = Date(year: truth.year, month: 1, day: 1)
                report.slips.insert(.dateDefault)
            case 22..<34:
                written.day = truth.day + (dice.chance(500) ? 1 : 10) * (dice.chance(500) ? 1 : -1)
            case 34..<42:
                written.year = truth.year + (dice.chance(700) ? 1 : 10) * (dice.chance(500) ? 1 : -1)
            case 42..<48:
                // Two digits of the day, or the last two of the year, the other way round.
                if dice.chance(500) {
                    written.day = truth.day % 10 * 10 + truth.day / 10
                } else {
                    written.year = truth.year / 100 * 100 + truth.year % 10 * 10 + truth.year / 10 % 10
                }
            case 48..<55: written.month = truth.month + (dice.chance(500) ? 1 : -1)
            default: break
            }
            guard written.isReal, written.number <= report.created / 1440 else { return }
            if written != truth, written.day != 1 || written.month != 1 { report.slips.insert(.dateTypo) }
            if report.slips.contains(.dateSwapped) { report.slips.remove(.dateTypo) }
            report.born = written
        }

        // MARK: - Homes

        private mutating func writeHomes(_ report: inout Report, _ person: Citizen, calls: Bool, known: Int) {
            var stay = person.stay(on: known)
            if stay > 0, dice.chance(90) {
                stay -= 1
                report.slips.insert(.oldAddress)
            }
            guard !dice.chance(calls ? 200 : 45) else {
                report.slips.insert(.addressMissing)
                return
            }
            report.homes.append(home(person, stay, .home, &report.slips))
            guard !calls else { return }
            var earlier = stay - 1
            while earlier >= 0, report.homes.count < 3, dice.chance(500) {
                report.homes.append(home(person, earlier, .former, &report.slips))
                earlier -= 1
            }
            if report.homes.count < 3, dice.chance(35) {
                let place = plan.places.home(person.stays[stay].address.force, &dice)
                report.homes.append(home(place, .temporary, from: known, to: nil, &report.slips))
            }
        }

        private mutating func home(
            _ person: Citizen,
            _ stay: Int,
            _ kind: Report.Home.Kind,
            _ slips: inout Slips
        ) -> Report.Home {
            let here = person.stays[stay]
            let end = stay + 1 < person.stays.count && kind == .former ? person.stays[stay + 1].from : nil
            return home(here.address, kind, from: dice.chance(700) ? here.from : nil, to: end, &slips)
        }

        private mutating func home(
            _ address: Address,
            _ kind: Report.Home.Kind,
            from: Int?,
            to: Int?,
            _ slips: inout Slips
        ) -> Report.Home {
            var street = address.street
            if dice.chance(60), let short = Self.shortStreet(street) { street = short }
            if dice.chance(22) { street = misspelt(street) }
            var postcode = address.postcode
            switch dice.below(1000) {
            case 0..<60: postcode = ""
            case 60..<90:
                postcode = String(postcode.prefix { $0 != " " })
                slips.insert(.postcodePartial)
            case 90..<110:
                // The inward part with another letter: still of a valid shape.
                postcode = postcode.dropLast() + (dice.pick(["A", "B", "D", "E", "F", "G"]) ?? "A")
                if postcode != address.postcode { slips.insert(.postcodeTypo) }
            case 110..<180: postcode = postcode.lowercased()
            case 180..<260: postcode = String(postcode.filter { $0 != " " })
            default: break
            }
            return Report.Home(
                kind: kind,
                house: address.house,
                street: street,
                town: plan.places.towns[address.town].name,
                postcode: postcode,
                from: from,
                to: to
            )
        }

        private static func shortStreet(_ street: String) -> String? {
            for (long, short) in [
                ("Road", "Rd"), ("Street", "St"), ("Avenue", "Ave"), ("Close", "Cl"), ("Drive", "Dr"),
            ]
            where street.hasSuffix(long) {
                return street.dropLast(long.count) + short
            }
            return nil
        }

        // MARK: - Telephone and e-mail

        private mutating func writeContacts(_ report: inout Report, _ person: Citizen, calls: Bool, known: Int) {
            if var phone = person.phone {
                if dice.chance(calls ? 60 : 230) {
                    report.slips.insert(.phoneMissing)
                } else {
                    if let older = person.olderPhone, dice.chance(400) {
                        phone = older
                        report.slips.insert(.phoneOld)
                    } else if dice.chance(18) {
                        phone = plan.numbers.mistyped(phone, &dice)
                        report.slips.insert(.phoneWrong)
                    }
                    report.contacts.append(written(phone, known))
                    if let older = person.olderPhone, older != phone, dice.chance(300) {
                        report.contacts.append(written(older, known - 400))
                    }
                }
            }
            if !calls, !person.email.isEmpty, dice.chance(650) {
                let text = dice.chance(40) ? person.email.uppercased() : person.email
                report.contacts.append(.init(kind: .email, text: text, from: dice.chance(300) ? known : nil))
            }
        }

        private mutating func written(_ phone: NumberBook.Phone, _ day: Int) -> Report.ContactPoint {
            Report.ContactPoint(
                kind: plan.numbers.kind(of: phone),
                text: plan.numbers.written(phone, style: dice.below(100)),
                from: dice.chance(300) ? day : nil
            )
        }
    }
}

import Vocabulary

extension Sandbox.Scribe {
    /// Writes the names down as a busy person heard, read or shortened them.
    mutating func writeNames(_ report: inout Sandbox.Report, _ person: Sandbox.Citizen, calls: Bool, known: Int) {
        let given = person.given.first ?? ""
        let kin = plan.names.communities[person.community]
        if let former = person.formerSurname, report.surname != former, !calls, dice.chance(250) {
            report.aliases.append(.init(kind: .former, surname: former, given: given))
        } else if let former = person.formerSurname, dice.chance(120) {
            report.surname = former
        }
        if person.formerSurname != nil, report.surname == person.formerSurname { report.slips.insert(.oldSurname) }
        writeGiven(&report, person, calls: calls)
        if !report.others.isEmpty, dice.chance(calls ? 900 : 420) {
            report.others = ""
            report.slips.insert(.noMiddleName)
        } else if dice.chance(120) {
            report.others = String(report.others.prefix(1))
        }
        writeSurname(&report)
        let foreign = kin.structure == .chinese || kin.structure == .patronymic || kin.structure == .muslim
        if dice.chance(foreign ? 38 : 7), !report.first.isEmpty {
            (report.surname, report.first) = (report.first, report.surname)
            report.slips.insert(.swappedNames)
        }
        if let nickname = person.nickname, !calls, dice.chance(160), report.first != nickname {
            report.aliases.append(.init(kind: .nickname, surname: "", given: nickname))
        }
        if !calls, person.offending > 0, dice.chance(130) {
            let other = plan.names.surname(person.community, &dice)
            report.aliases.append(.init(kind: .alias, surname: other, given: person.nickname ?? given))
        }
        writeCase(&report)
    }

    private mutating func writeGiven(_ report: inout Sandbox.Report, _ person: Sandbox.Citizen, calls: Bool) {
        let variants = plan.names.variants(ofGiven: report.first)
        if let nickname = person.nickname, dice.chance(calls ? 330 : 130) {
            report.first = nickname
            report.slips.insert(.nickname)
        } else if !variants.isEmpty, dice.chance(200) {
            report.first = dice.pick(variants) ?? report.first
            report.slips.insert(.transliteration)
        } else if dice.chance(27) {
            report.first = misspelt(report.first)
            report.slips.insert(.givenMisspelt)
        } else if dice.chance(calls ? 45 : 9) {
            report.first = String(report.first.prefix(1))
            report.slips.insert(.initialOnly)
        }
    }

    private mutating func writeSurname(_ report: inout Sandbox.Report) {
        let variants = plan.names.variants(ofSurname: report.surname)
        if let hyphen = report.surname.firstIndex(of: "-"), !report.surname.hasPrefix("Al-"), dice.chance(330) {
            switch dice.below(3) {
            case 0: report.surname = String(report.surname[..<hyphen])
            case 1: report.surname = String(report.surname[report.surname.index(after: hyphen)...])
            default: report.surname = report.surname.split(separator: "-").joined(separator: " ")
            }
            report.slips.insert(.halfSurname)
        } else if !variants.isEmpty, dice.chance(140) {
            report.surname = dice.pick(variants) ?? report.surname
            report.slips.insert(.transliteration)
        } else if report.surname.hasPrefix("O'"), dice.chance(300) {
            report.surname = "O" + (dice.chance(500) ? " " : "") + report.surname.dropFirst(2)
            report.slips.insert(.transliteration)
        } else if report.surname.hasPrefix("Mc"), dice.chance(220) {
            report.surname = (dice.chance(500) ? "Mac" : "Mc ") + report.surname.dropFirst(2)
            report.slips.insert(.transliteration)
        } else if dice.chance(36) {
            report.surname = misspelt(report.surname)
            report.slips.insert(.surnameMisspelt)
        }
        if report.surname.count > 9, dice.chance(18) {
            report.surname = String(report.surname.prefix(8))
            report.slips.insert(.truncated)
        }
    }

    private mutating func writeCase(_ report: inout Sandbox.Report) {
        switch dice.below(1000) {
        case 0..<150:
            report.surname = report.surname.uppercased()
            report.slips.insert(.upperCase)
        case 150..<190:
            report.surname = report.surname.uppercased()
            report.first = report.first.uppercased()
            report.others = report.others.uppercased()
            report.slips.insert(.upperCase)
        case 190..<200:
            report.surname = report.surname.lowercased()
            report.first = report.first.lowercased()
        default: break
        }
    }

    /// A word with one slip of the keyboard or the ear: a letter lost, doubled, changed or two changed over.
    mutating func misspelt(_ word: String) -> String {
        var letters = Array(word)
        guard letters.count > 2 else { return word }
        let place = dice.between(1, letters.count - 2)
        switch dice.below(5) {
        case 0: letters.remove(at: place)
        case 1: letters.insert(letters[place], at: place)
        case 2: letters.swapAt(place, place + 1)
        case 3:
            let vowels: [Character] = ["a", "e", "i", "o", "u"]
            if let vowel = letters.indices.first(where: { $0 >= place && vowels.contains(letters[$0]) }) {
                letters[vowel] = dice.pick(vowels) ?? "e"
            } else {
                letters.remove(at: place)
            }
        default:
            let near: [Character: Character] = [
                "a": "s", "s": "a", "e": "r", "r": "t", "t": "r", "i": "o", "o": "i", "n": "m", "m": "n", "h": "j",
                "l": "k", "d": "f", "f": "d", "g": "h", "c": "k", "k": "c", "b": "v", "v": "b", "u": "y", "y": "u",
                "p": "b", "w": "e", "z": "s",
            ]
            letters[place] = near[letters[place]] ?? letters[place]
        }
        return String(letters)
    }
}

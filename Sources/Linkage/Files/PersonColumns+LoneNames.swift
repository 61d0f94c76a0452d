extension PersonColumns {
    /// Puts a name that stands by itself into the field in which it is commoner among the people who have both.
    ///
    /// Exports fill the first field when there is one name only, whichever it is. A name that nobody has in either
    /// field is looked up by its sound; one that is as common in both stays where it is.
    mutating func settleLoneNames() {
        var asFirst = [Int](repeating: 0, count: names.count)
        var asSurname = asFirst
        var soundsFirst: [UInt32: Int] = [:]
        var soundsSurname: [UInt32: Int] = [:]
        var hasLone = false
        for record in 0..<count {
            guard !firsts.isEmpty(record), !surnames.isEmpty(record) else {
                hasLone = hasLone || firsts.isEmpty(record) != surnames.isEmpty(record)
                continue
            }
            for index in firsts.range(record) { asFirst[Int(firsts.values[index])] += 1 }
            for index in surnames.range(record) { asSurname[Int(surnames.values[index])] += 1 }
        }
        guard hasLone else { return }
        for name in 0..<names.count {
            let sound = names.soundexes[name]
            if asFirst[name] > 0 { soundsFirst[sound, default: 0] += asFirst[name] }
            if asSurname[name] > 0 { soundsSurname[sound, default: 0] += asSurname[name] }
        }
        func belongsToSurnames(_ name: UInt32) -> Int {
            let exact = asSurname[Int(name)] - asFirst[Int(name)]
            if exact != 0 || asFirst[Int(name)] > 0 { return exact }
            let sound = names.soundexes[Int(name)]
            return (soundsSurname[sound] ?? 0) - (soundsFirst[sound] ?? 0)
        }
        var newFirsts = Runs()
        var newSurnames = Runs()
        for record in 0..<count {
            let (first, surname) = (firsts.range(record), surnames.range(record))
            let isLoneFirst = first.count == 1 && surname.isEmpty && middles.isEmpty(record)
            let isLoneSurname = surname.count == 1 && first.isEmpty && middles.isEmpty(record)
            for index in first {
                let name = firsts.values[index]
                if isLoneFirst, belongsToSurnames(name) > 0 { newSurnames.append(name) } else { newFirsts.append(name) }
            }
            for index in surname {
                let name = surnames.values[index]
                if isLoneSurname, belongsToSurnames(name) < 0 {
                    newFirsts.append(name)
                } else {
                    newSurnames.append(name)
                }
            }
            newFirsts.close()
            newSurnames.close()
        }
        firsts = newFirsts
        surnames = newSurnames
    }
}

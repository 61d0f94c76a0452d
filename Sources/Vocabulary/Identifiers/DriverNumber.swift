/// A driver number of Great Britain: `MORGA657054SM9IJ`.
///
/// Five characters of the surname (filled with 9), the birth date with 5 added to the month's first digit for women,
/// two initials, a digit that tells twins of a name apart, and two check letters whose rule is not published.
package struct DriverNumber: Hashable, Sendable, CustomStringConvertible {
    /// The canonical form: sixteen characters, upper case.
    package let description: String

    /// Reads any case and spacing, and drops a two-digit issue number at the end; `nil` for other shapes.
    package init?(_ text: String) {
        guard let compact = Compact(text), compact.count == 16 || compact.count == 18 && compact.isDigits(16..<18),
            compact.isDigits(5..<11), compact.isLetters(14..<16)
        else { return nil }
        description = compact.text(0..<16)
    }

    /// The surname as the number has it, without the filling: `MORGA`, `FO`.
    package var surnameStem: String {
        let stem = description.prefix(5)
        return String(stem.dropLast(stem.reversed().prefix { $0 == "9" }.count))
    }

    /// Whether the number is of a woman: the first digit of the month is 5 or 6.
    package var isFemale: Bool { digit(6) >= 5 }

    /// Year of century, month and day of birth; `nil` when there is no such month or day.
    package var birth: (yearOfCentury: Int, month: Int, day: Int)? {
        let month = digit(6) % 5 * 10 + digit(7)
        let day = digit(8) * 10 + digit(9)
        guard (1...12).contains(month), (1...CalendarDate.days(inMonth: month, of: 2000)).contains(day) else {
            return nil
        }
        return (digit(5) * 10 + digit(10), month, day)
    }

    private func digit(_ position: Int) -> Int {
        description.utf8.dropFirst(position).first?.digit ?? 0
    }
}

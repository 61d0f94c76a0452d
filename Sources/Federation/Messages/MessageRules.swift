/// How large and how old a message may be: data, the same on both sides.
package struct MessageRules: Hashable, Sendable, Codable {
    /// The most bytes of a question's body.
    package var questionBytesMax: Int
    /// The most bytes of an answer's body.
    package var answerBytesMax: Int
    /// The most header fields of a message.
    package var fieldsMax: Int
    /// The most bytes of all header fields of a message together.
    package var fieldBytesMax: Int
    /// How far two clocks may lie apart, in seconds.
    package var clockSkewSecondsMax: Int
    /// The longest time from signing to expiry, in seconds.
    package var lifetimeSecondsMax: Int
    /// The most requests of one key that are remembered at one time.
    package var rememberedPerKeyMax: Int

    /// Questions of 64 KiB, answers of 8 MiB, clocks two minutes apart, five minutes to act.
    package init(
        questionBytesMax: Int = 65_536,
        answerBytesMax: Int = 8_388_608,
        fieldsMax: Int = 64,
        fieldBytesMax: Int = 16_384,
        clockSkewSecondsMax: Int = 120,
        lifetimeSecondsMax: Int = 300,
        rememberedPerKeyMax: Int = 100_000
    ) {
        self.questionBytesMax = questionBytesMax
        self.answerBytesMax = answerBytesMax
        self.fieldsMax = fieldsMax
        self.fieldBytesMax = fieldBytesMax
        self.clockSkewSecondsMax = clockSkewSecondsMax
        self.lifetimeSecondsMax = lifetimeSecondsMax
        self.rememberedPerKeyMax = rememberedPerKeyMax
    }
}

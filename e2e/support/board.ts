import { connectAsync, type MqttClient } from 'mqtt'
import { z } from 'zod'
import { mqttCommand } from '#wire/messages/command.ts'
import { ackTopic, REGISTER_CONTROLLER, REGISTER_DEVICE, sensorTopic } from '#wire/topics.ts'

/** A command as it reached the board, with the moment at which it did. */
export type Heard = { action: string; command_id: string; at: number }

/** A controller that nobody has seen before: a bell rope and a trapdoor, on a plain MQTT client. */
export class AtticBoard {
  readonly heard: Heard[] = []
  private readonly place = { tenant: 'paragon', room: 'clockwork', controller: 'attic_board' }
  private seq = 0

  private constructor(private readonly client: MqttClient) {}

  static async connect(url: string): Promise<AtticBoard> {
    const client = await connectAsync(url, { protocolVersion: 4, clean: true })
    const board = new AtticBoard(client)
    client.on('message', (topic, payload) => {
      const { command_id } = mqttCommand.parse(JSON.parse(payload.toString()))
      const at = performance.now()
      board.heard.push({ action: z.string().parse(topic.split('/').at(-1)), command_id, at })
      client.publish(ackTopic(board.place, 'trapdoor'), JSON.stringify({ v: 1, command_id, outcome: 'applied' }), {
        qos: 1,
      })
    })
    await client.subscribeAsync('paragon/clockwork/commands/attic_board/#', { qos: 1 })
    return board
  }

  async register(): Promise<void> {
    const say = (topic: string, message: object) => this.client.publishAsync(topic, JSON.stringify(message), { qos: 1 })
    const controller_id = this.place.controller
    await say(REGISTER_CONTROLLER, {
      controller_id,
      controller_type: 'esp32',
      firmware_version: '1.0.0',
      room_id: 'clockwork',
      boot_id: 'first',
    })
    await say(REGISTER_DEVICE, {
      controller_id,
      room_id: 'clockwork',
      device_id: 'bell_rope',
      kind: 'switch',
      signals: { pulled: 'boolean' },
    })
    await say(REGISTER_DEVICE, {
      controller_id,
      room_id: 'clockwork',
      device_id: 'trapdoor',
      kind: 'maglock',
      commands: { release: {}, lock: {} },
    })
  }

  /** Reports the rope; gives the moment at which the message left. */
  async pull(pulled: boolean): Promise<number> {
    const at = performance.now()
    await this.client.publishAsync(
      sensorTopic(this.place, 'bell_rope', 'pulled'),
      JSON.stringify({ v: 1, value: pulled, seq: ++this.seq }),
      { qos: 1 },
    )
    return at
  }

  async end(): Promise<void> {
    await this.client.endAsync()
  }
}

/** A keypad that says each key as it is pressed. */
export class VaultBoard {
  private readonly place = { tenant: 'paragon', room: 'clockwork', controller: 'vault_board' }
  private seq = 0

  private constructor(private readonly client: MqttClient) {}

  static async connect(url: string): Promise<VaultBoard> {
    return new VaultBoard(await connectAsync(url, { protocolVersion: 4, clean: true }))
  }

  async register(): Promise<void> {
    const say = (topic: string, message: object) => this.client.publishAsync(topic, JSON.stringify(message), { qos: 1 })
    const controller_id = this.place.controller
    await say(REGISTER_CONTROLLER, {
      controller_id,
      controller_type: 'esp32',
      firmware_version: '1.0.0',
      room_id: 'clockwork',
      boot_id: 'first',
    })
    await say(REGISTER_DEVICE, {
      controller_id,
      room_id: 'clockwork',
      device_id: 'vault_keypad',
      kind: 'keypad',
      signals: { key: { type: 'text', momentary: true } },
    })
  }

  async press(keys: string): Promise<void> {
    for (const value of keys)
      await this.client.publishAsync(
        sensorTopic(this.place, 'vault_keypad', 'key'),
        JSON.stringify({ v: 1, value, seq: ++this.seq }),
        { qos: 1 },
      )
  }

  async end(): Promise<void> {
    await this.client.endAsync()
  }
}

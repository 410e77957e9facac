// An agent that does what the first line of its prompt says: SCRIPT and a list of steps in JSON. Its first argument is the protocol's
// version, its second the bearer token that it asks for, when there is one. It prints its port.
import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import express from 'express'

const [, , version, token] = process.argv
const isOld = version === '0.3'
const server = isOld ? await import('a2a-sdk-0.3/server') : await import('@a2a-js/sdk/server')
const routes = isOld ? await import('a2a-sdk-0.3/server/express') : await import('@a2a-js/sdk/server/express')
const types = isOld ? null : await import('@a2a-js/sdk')
const cancelled = new Set()

const state = word => isOld ? word : `TASK_STATE_${word.toUpperCase().replace('-', '_')}`
const kind = (name, rest) => isOld ? { kind: name, ...rest } : rest

function part ({ text, base64, data, file, type }) {
  if (base64 !== undefined) {
    return isOld
      ? { kind: 'file', file: { bytes: base64, name: file, mimeType: type } }
      : { raw: base64, filename: file, mediaType: type }
  }

  return data === undefined ? kind('text', { text }) : kind('data', { data })
}

const message = (task, said, usage) => kind('message', {
  messageId: randomUUID(), role: isOld ? 'agent' : 'ROLE_AGENT', parts: [part({ text: said })],
  ...(task && { taskId: task.id, contextId: task.contextId }), ...(usage && { metadata: { usage } })
})

function publish (bus, name, type, body) {
  bus.publish(isOld ? body : server.AgentEvent[name](types[type].fromJSON(body)))
}

function textOf (request) {
  const parts = request.userMessage.parts
  return isOld ? parts.find(each => each.kind === 'text').text : parts.find(each => each.content.$case === 'text').content.value
}

function status (bus, task, word, said, usage) {
  publish(bus, 'statusUpdate', 'TaskStatusUpdateEvent', kind('status-update', {
    taskId: task.id, contextId: task.contextId,
    status: { state: state(word), timestamp: new Date().toISOString(), ...(said && { message: message(task, said, usage) }) },
    ...(isOld && { final: !['submitted', 'working'].includes(word) })
  }))
}

const executor = {
  async execute (request, bus) {
    const task = { id: request.taskId, contextId: request.contextId }
    const steps = JSON.parse(textOf(request).split('\n')[0].replace('SCRIPT ', ''))
    if (steps[0].message !== undefined) {
      publish(bus, 'message', 'Message', message({ contextId: task.contextId }, steps[0].message))
      bus.finished()
      return
    }

    const history = isOld ? [request.userMessage] : [types.Message.toJSON(request.userMessage)]
    publish(bus, 'task', 'Task', kind('task', {
      ...task, status: { state: state('submitted'), timestamp: new Date().toISOString() }, history, artifacts: []
    }))
    for (const step of steps) {
      while (step.wait && !cancelled.has(task.id)) {
        await new Promise(resolve => setTimeout(resolve, 20))
      }

      if (cancelled.has(task.id)) {
        return
      }

      if (step.artifact) {
        publish(bus, 'artifactUpdate', 'TaskArtifactUpdateEvent', kind('artifact-update', {
          ...(isOld ? { append: false, lastChunk: true } : {}), taskId: task.id, contextId: task.contextId,
          artifact: { artifactId: randomUUID(), name: step.artifact, parts: [part(step)] }
        }))
      } else if (step.state) {
        status(bus, task, step.state, step.say, step.usage)
      }
    }

    bus.finished()
  },
  async cancelTask (id, bus) {
    cancelled.add(id)
    status(bus, { id, contextId: contexts.get(id) }, 'canceled')
    bus.finished()
  }
}

const contexts = new Map()
const execute = executor.execute
executor.execute = (request, bus) => {
  contexts.set(request.taskId, request.contextId)
  return execute(request, bus)
}

const app = express()
const listening = createServer(app).listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${listening.address().port}`
  const common = {
    name: 'Scripted', description: 'Does what it is told.', version: '4.2.0', capabilities: {},
    defaultInputModes: ['text/plain'], defaultOutputModes: ['text/plain'],
    skills: [{ id: 'code', name: 'Code', description: 'Codes.', tags: ['code'] }]
  }
  const card = isOld
    ? {
        ...common, protocolVersion: '0.3.0', url: `${url}/rpc`, preferredTransport: 'JSONRPC',
        ...(token && { securitySchemes: { login: { type: 'http', scheme: 'bearer' } }, security: [{ login: [] }] })
      }
    : types.AgentCard.fromJSON({
      ...common, supportedInterfaces: [{ url: `${url}/rpc`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
      ...(token && {
        securitySchemes: { login: { httpAuthSecurityScheme: { scheme: 'Bearer' } } },
        securityRequirements: [{ schemes: { login: { list: [] } } }]
      })
    })
  const handler = new server.DefaultRequestHandler(card, new server.InMemoryTaskStore(), executor)
  const userBuilder = routes.UserBuilder.noAuthentication
  app.use('/.well-known/agent-card.json', routes.agentCardHandler({ agentCardProvider: handler }))
  app.use('/rpc', (request, response, next) =>
    !token || request.headers.authorization === `Bearer ${token}` ? next() : response.status(401).send('No.'))
  app.use('/rpc', routes.jsonRpcHandler({ requestHandler: handler, userBuilder }))
  console.log(listening.address().port)
})
